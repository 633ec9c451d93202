/** docs/bitbucket.md is true: its commands run, its messages are those of the troubles, its tests exist. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { type GuideWorld, guideSpec, openCloudWorld, openServerWorld } from "../support/guide-worlds.ts";
import { installTarball, startRegistry, type Tarball } from "../support/tarball.ts";
import { troubles } from "../support/troubles-expected.ts";

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/bitbucket.md"), "utf8");
let tarball: Tarball;
beforeAll(async () => {
  tarball = await installTarball();
});

/** The block that follows these words. */
function blockAfter(words: string): string {
  const at = page.indexOf(words);
  if (at < 0) throw new Error(`the page does not say ${words}`);
  const [, text] = /```\w+\n([\s\S]*?)```/.exec(page.slice(at)) ?? [];
  return text!;
}

const cloudNames = { username: "dana", secret: "ATATT-token", workspace: "acme", repo: "shop" };
const execute = "\nspectryn --markdown EPIC.md --tracker bitbucket --execute\n";
const done = "Done: 4 creates";

async function inClone(work: (world: CloudWorld, clone: string) => Promise<void>): Promise<void> {
  const world = await openCloudWorld(tarball, cloudNames);
  const clone = await world.clone();
  world.shell.write(`${clone}/EPIC.md`, guideSpec);
  await work(world, clone);
  world.fake.assertClean();
  await world.close();
}
type CloudWorld = Awaited<ReturnType<typeof openCloudWorld>>;

async function runs(world: GuideWorld, script: string, cwd = world.folder, env = {}): Promise<string> {
  const ran = await world.run(`set -e\n${script}`, { cwd, env });
  expect(ran).toMatchObject({ code: 0 });
  return ran.output;
}

/** git's own settings for the fake, as a person has them. */
const ownGit = (caFile: string) => ({ GIT_SSL_CAINFO: caFile });

describe.concurrent("its commands on Cloud", () => {
  it("run in a clone with git's own login", () =>
    inClone(async (world, clone) => {
      world.shell.setCredentials("dana", cloudNames.secret);
      const output = await runs(world, blockAfter("## In a clone"), clone);
      expect(output).toMatch(/Nothing written\.[\s\S]*Done: 4 creates/);
    }));

  it("run with an API token that has no more than the scopes of the table", () =>
    inClone(async (world, clone) => {
      const scopes = [...page.matchAll(/^\| `(\w+:repository:bitbucket)` \| needed/gm)].map(
        ([, name]) => name!,
      );
      expect(scopes).toHaveLength(2);
      world.fake.addApiToken(world.fake.world.users[0]!, { scopes, secret: "your-api-token" });
      const output = await runs(world, blockAfter("### With an API token") + execute, clone);
      expect(output).toContain(done);
    }));

  it("run with an access token that may write repositories", () =>
    inClone(async (world, clone) => {
      const options = { scopes: ["repository:write"], secret: "your-access-token" };
      world.fake.addAccessToken("acme/shop", options);
      expect(await runs(world, blockAfter("### With an access token"), clone)).toContain("Nothing written.");
      const dotenv = await runs(world, blockAfter("## Keeping secrets") + execute, clone);
      expect(dotenv).toContain(done);
      expect(await runs(world, "git status --porcelain", clone)).not.toContain(".env");
    }));

  it("run outside of a clone, with a cache", async () => {
    const world = await openCloudWorld(tarball, cloudNames);
    world.fake.addAccessToken("acme/shop", { scopes: ["repository:write"], secret: "your-access-token" });
    world.shell.write(`${world.folder}/EPIC.md`, guideSpec);
    expect(await runs(world, blockAfter("### Outside of a clone"))).toContain(done);
    expect(existsSync(join(world.folder, ".spectryn"))).toBe(true);
    await world.close();
  });

  it("run as a step of Pipelines: no secret, no identity, a shallow clone", () =>
    inClone(async (world) => {
      const registry = await startRegistry(tarball);
      const prefix = world.shell.path("npm");
      const clone = world.shell.path("step");
      const script = parseYaml(blockAfter("### In Bitbucket Pipelines")).pipelines.branches.main[0].step
        .script;
      const git = ownGit(world.caFile);
      world.shell.setCredentials("dana", cloudNames.secret);
      await runs(
        world,
        `git clone --quiet --depth 1 https://bitbucket.org/acme/shop.git ${clone}`,
        undefined,
        git,
      );
      world.shell.write(`${clone}/EPIC.md`, guideSpec);
      world.shell.git(["config", "--global", "--remove-section", "user"]);
      const env = {
        PATH: `${prefix}/bin:${process.env["PATH"]}`,
        npm_config_prefix: prefix,
        npm_config_registry: registry.url,
        npm_config_noproxy: "127.0.0.1",
        BITBUCKET_BRANCH: "main",
        BITBUCKET_BUILD_NUMBER: "7",
        CI: "true",
      };
      expect(await runs(world, script.join("\n"), clone, env)).toContain(done);
      expect(world.git("log", "-1", "--format=%s", "spectryn")).toMatch(/ \[skip ci\]$/);
      await registry.close();
    }));

  it("leave the branch out of fetches, and spectryn goes on", () =>
    inClone(async (world, clone) => {
      world.shell.setCredentials("dana", cloudNames.secret);
      await runs(world, execute, clone);
      await runs(world, blockAfter("**Keep it out of clones.**"), clone, ownGit(world.caFile));
      expect(world.shell.git(["branch", "--remotes"], clone)).not.toContain("spectryn");
      expect(await runs(world, execute, clone)).toContain("Nothing to do. 4 items");
    }));

  it("put a Jira key in front of the message", () =>
    inClone(async (world, clone) => {
      world.shell.setCredentials("dana", cloudNames.secret);
      await runs(world, blockAfter("**Hooks that check"), clone);
      expect(world.git("log", "-1", "--format=%s", "spectryn")).toMatch(/^SHOP-1 spectryn: /);
    }));
});

it("its commands on Server run with a repository's token, and need the CA file", async () => {
  const names = { username: "dana", secret: "unused-token", workspace: "SHOP", repo: "web" };
  const world = await openServerWorld(tarball, names, "https://git.example.com");
  const token = { user: null, on: "SHOP/web", right: "REPO_WRITE", isExpired: false } as const;
  world.fake.world.tokens.set("your-http-access-token", token);
  world.shell.write(`${world.folder}/EPIC.md`, guideSpec);
  const block = blockAfter("## Bitbucket Server");
  const refused = await world.run(block, { env: { BITBUCKET_CA_FILE: "" } });
  expect(refused.output).toContain("no secure connection");
  const certificate = blockAfter("### Certificates").replace("/etc/ssl/company-ca.pem", world.caFile);
  const exports = block.replace(/^spectryn.*$/m, "");
  expect(await runs(world, exports + certificate, undefined, { BITBUCKET_CA_FILE: "" })).toContain(
    "4 creates",
  );
  expect(await runs(world, block)).toContain(done);
  await world.close();
});

it("its messages are those of the troubles", () => {
  const rows = page.slice(page.indexOf("| The guide's trouble")).split("\n\n")[0]!.split("\n").slice(2);
  const told = Object.values(troubles).map(([, message]) => message);
  const messages = rows.map((row) => /^\|[^|]*\| `([^`]+)` \|/.exec(row)?.[1] ?? row);
  expect(
    messages.filter((message) => !told.some((text) => text.startsWith(message) || message.startsWith(text))),
  ).toEqual([]);
  const guide = rows.map((row) => row.split("|")[1]!.trim()).filter((cell) => cell !== "");
  expect(guide).toEqual([
    "Authentication failed",
    "Workspace not found",
    "Repository not found",
    "Rate limit exceeded",
    "Server features not working",
  ]);
});

it("every test that it names is there", () => {
  const named = [...page.matchAll(/`((?:src|test)\/[^`]+\.test\.ts)`(?: "([^"]+)")?/g)];
  const titled = named.filter(([, , title]) => title !== undefined);
  expect(titled.length).toBeGreaterThan(8);
  for (const [, file, title = ""] of named) {
    expect(existsSync(join(root, file!)), file).toBe(true);
    expect(readFileSync(join(root, file!), "utf8"), file).toContain(title);
  }
});

it("every link to a page of ours leads somewhere", () => {
  const links = [...page.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name!);
  expect(links.length).toBeGreaterThan(0);
  for (const name of links) expect(existsSync(join(root, "docs", name)), name).toBe(true);
});
