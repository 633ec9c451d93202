/**
 * The hosts that the guide's blocks name, as they are named there: a proxy leads every name to a fake with a
 * certificate for all of them. So the blocks run as printed, host and credentials included.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startProxy } from "../fakes/app/proxy.ts";
import type { Certificate } from "../fakes/app/tls.ts";
import { type FakeCloud, startCloud } from "../fakes/cloud.ts";
import { type FakeCloudWithIssues, startCloudWithIssues } from "../fakes/cloud-issues.ts";
import { type FakeServer, startServer } from "../fakes/server.ts";
import { makeShell, type Ran, type Shell } from "./built-command.ts";
import type { Tarball } from "./tarball.ts";

/** Whom a block names. */
export interface Names {
  readonly username: string;
  readonly secret: string;
  readonly workspace: string;
  readonly repo: string;
}

export interface GuideWorld<Fake = FakeCloud | FakeServer> {
  readonly fake: Fake;
  readonly shell: Shell;
  /** A folder outside of any clone. */
  readonly folder: string;
  /** Runs a script with the installed command, in `folder` unless told otherwise. */
  run(script: string, options?: RunOptions): Promise<Ran>;
  /** Runs git on the host. */
  git(...args: string[]): string;
  /** Every ref of the host's repository with its commit, or what its tracker holds. */
  refs(): string;
  /** Numbers of the issues. */
  issues(): readonly number[];
  /** Whether a milestone is created along with the issues; the API only takes one that is there. */
  readonly createsMilestones: boolean;
  /** A clone of the host's repository under its real name; gives the path. */
  clone(): Promise<string>;
  /** Names that were asked for through the proxy. */
  hosts(): readonly string[];
  /** The certificate file that vouches for all names. */
  readonly caFile: string;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

const hostNames = [
  "bitbucket.org",
  "api.bitbucket.org",
  "git.example.com",
  "your-server.com",
  "bitbucket.company.com",
  "bitbucket.yourcompany.com",
];

let certificate: Certificate | null = null;

/** One for all worlds of a test file, made once. */
function guideCertificate(folder: string): Certificate {
  if (certificate !== null) return certificate;
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=guide";
  const names = `subjectAltName=${hostNames.map((name) => `DNS:${name}`).join(",")}`;
  execFileSync("openssl", [...request.split(" "), "-addext", names, "-keyout", key, "-out", cert], {
    stdio: "pipe",
  });
  certificate = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  return certificate;
}

/** `secret` is an API token of today, wherever the block still calls it an app password. */
export async function openCloudWorld(tarball: Tarball, names: Names): Promise<GuideWorld<FakeCloud>> {
  const shell = makeShell();
  const fake = await startCloud({ tls: guideCertificate(shell.dir) });
  const fullName = `${names.workspace}/${names.repo}`;
  const user = fake.addUser(names.username);
  fake.addRepository(fullName, { rights: [[user, "write"]] });
  fake.addApiToken(user, { secret: names.secret });
  fake.commit(fullName, "main", { "README.md": "# Guide\n" });
  return openWorld(tarball, shell, fake, fullName, `https://bitbucket.org/${fullName}.git`, names);
}

/** `host`: the instance's address, without `/rest/api/...`. */
export async function openServerWorld(
  tarball: Tarball,
  names: Names,
  host: string,
): Promise<GuideWorld<FakeServer>> {
  const shell = makeShell();
  const fake = await startServer({ tls: guideCertificate(shell.dir) });
  const fullName = `${names.workspace}/${names.repo}`;
  const user = fake.addUser(names.username);
  fake.addRepository(fullName, { rights: [[user, "REPO_WRITE"]] });
  fake.world.tokens.set(names.secret, { user, on: null, right: "REPO_WRITE", isExpired: false });
  fake.commit(fullName, "main", { "README.md": "# Guide\n" });
  return openWorld(tarball, shell, fake, fullName, `${host}/scm/${fullName.toLowerCase()}.git`, names);
}

/**
 * A host that still answers the Issues API 2.0: under Cloud's own name, where that has to be said, or behind a
 * Server's address (`host`), whose root of the guide leads to it.
 */
export async function openApiWorld(
  tarball: Tarball,
  names: Names,
  host: string | null,
): Promise<GuideWorld<FakeCloudWithIssues>> {
  const shell = makeShell();
  const tls = guideCertificate(shell.dir);
  const fake = await startCloudWithIssues({ tls, isBehindServer: host !== null });
  const fullName = `${names.workspace}/${names.repo}`.toLowerCase();
  // Hosts of that time take the user name beside the password.
  const user = fake.addUser(names.username, { email: names.username });
  fake.addRepository(fullName, { rights: [[user, "write"]] });
  fake.addApiToken(user, { secret: names.secret });
  fake.addNames(fullName, { milestones: ["Q1 2024"] });
  fake.commit(fullName, "main", { "README.md": "# Guide\n" });
  const url = host === null ? `https://bitbucket.org/${fullName}.git` : `${host}/scm/${fullName}.git`;
  const world = await openWorld(tarball, shell, fake, fullName, url, names);
  const forced = { SPECTRYN_BITBUCKET_ISSUES: "api" };
  const issues = () => fake.tracker(fullName).issues;
  return {
    ...world,
    run: (script, options = {}) =>
      world.run(script, { ...options, env: { ...(host === null ? forced : {}), ...options.env } }),
    refs: () => JSON.stringify([issues().map(({ id, updatedOn }) => [id, updatedOn]), world.refs()]),
    issues: () => issues().map(({ id }) => id),
    createsMilestones: false,
  };
}

async function openWorld<Fake extends FakeCloud | FakeServer>(
  tarball: Tarball,
  shell: Shell,
  fake: Fake,
  fullName: string,
  gitUrl: string,
  { username, secret }: Names,
): Promise<GuideWorld<Fake>> {
  const proxy = await startProxy({ reroutePort: Number(new URL(fake.url).port) });
  const caFile = shell.write(shell.path("ca.pem"), guideCertificate(shell.dir).cert);
  const folder = shell.path("outside");
  mkdirSync(folder);
  const env = { PATH: tarball.searchPath, HTTPS_PROXY: proxy.url, BITBUCKET_CA_FILE: caFile };
  const git = (...args: string[]) => fake.git(fullName, args);
  return {
    fake,
    shell,
    folder,
    caFile,
    git,
    run: (script, options = {}) =>
      shell.run(script, { cwd: options.cwd ?? folder, env: { ...env, ...options.env } }),
    refs: () => git("for-each-ref"),
    issues: () =>
      git("ls-tree", "-r", "--name-only", "spectryn", "issues/")
        .split("\n")
        .map((path) => Number(/(\d+)\.md$/.exec(path)?.[1])),
    createsMilestones: true,
    async clone() {
      const login = gitUrl.replace(
        "://",
        `://${encodeURIComponent(username)}:${encodeURIComponent(secret)}@`,
      );
      const settings = `-c http.sslCAInfo=${caFile} -c http.proxy=${proxy.url}`;
      const cloned = await shell.run(`git ${settings} clone --quiet ${login} clone`);
      if (cloned.code !== 0) throw new Error(cloned.output);
      const path = shell.path("clone");
      shell.git(["remote", "set-url", "origin", gitUrl], path);
      return path;
    },
    hosts: () => [...new Set(proxy.requests.map(({ target }) => target))].sort(),
    async close() {
      await proxy.close();
      await fake.close();
      shell.remove();
    },
  };
}

/** Of the guide's form: an epic with a milestone, stories with subtasks; all words that the mappings name. */
export const guideSpec = `### 🚀 EPIC-001: User Authentication Epic

| Field | Value |
|-------|-------|
| **Milestone** | Q1 2024 |

### 🔧 US-001: Login Feature

| Field | Value |
|-------|-------|
| **Story Points** | 5 |
| **Status** | In Progress |
| **Priority** | High |

As a customer I want to log in.

#### Subtasks

| # | Title | SP | Status |
|---|-------|----|--------|
| 1 | Form | 2 | Done |

### 🔧 US-002: Logout Feature

| Field | Value |
|-------|-------|
| **Status** | Blocked |
| **Priority** | Low |

As a customer I want to log out.
`;
