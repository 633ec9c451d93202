/** How often a host with issues is asked: one page for 100 issues, and one request for each write. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bodyOf, draftCreate } from "../../src/trackers/bitbucket-api/draft-issue.ts";
import { type FakeCloudWithIssues, startCloudWithIssues } from "../fakes/cloud-issues.ts";
import { makeShell, type Shell } from "../support/built-command.ts";

let shell: Shell;
let cloud: FakeCloudWithIssues;
let folder: string;
let env: Record<string, string>;
const name = "acme/shop";

beforeEach(async () => {
  shell = makeShell();
  cloud = await startCloudWithIssues({ limits: { repositories: 1_000_000 } });
  const dana = cloud.addUser("dana");
  cloud.addRepository(name, { rights: [[dana, "write"]] });
  cloud.addNames(name, { milestones: ["Many"], components: ["Shop"], versions: ["1.0"] });
  folder = shell.init("work");
  env = {
    BITBUCKET_EMAIL: dana.email,
    BITBUCKET_API_TOKEN: cloud.addApiToken(dana),
    BITBUCKET_WORKSPACE: "acme",
    BITBUCKET_REPO: "shop",
    BITBUCKET_BASE_URL: cloud.apiUrl,
    SPECTRYN_BITBUCKET_RATE_LIMIT: "1000000",
  };
});
afterEach(async () => {
  cloud.assertClean();
  await cloud.close();
  shell.remove();
});

const text = (at: number) => `As a guest I want the thing of number ${at}, so that it is there.`;
const head = "# EPIC-1: Many\n";
const story = (at: number, more = "") => `\n### US-${at}: Story ${at}\n\n${more}${text(at)}\n`;

/** As a first sync leaves it; sending ten thousand issues one after the other proves nothing more. */
function addSynced(at: number): void {
  const owner = { namespace: "", key: `US-${at}`, spec: "EPIC.md" };
  const fields = {
    title: `Story ${at}`,
    description: text(at),
    labels: ["story"],
    epic: "EPIC-1",
    milestone: "Many",
  };
  const base = { title: fields.title, milestone: "Many" };
  const write = { op: "create", owner, type: "story", row: null, fields, status: null, base } as const;
  const { content, title, kind } = bodyOf(draftCreate({ ...write, revive: null }, new Map()), null, {});
  const milestone = cloud.tracker(name).milestones[0]!;
  const raw = (content as { raw: string }).raw;
  cloud.addIssue(name, { title, kind, raw, milestone });
}

/** Runs a sync; gives what REST was asked, by verb, and the listings of issues among it. */
async function sync() {
  const before = cloud.requests.length;
  const ran = await shell.run("spectryn sync EPIC.md --tracker bitbucket --execute --yes", {
    cwd: folder,
    env,
  });
  const rest = cloud.requests.slice(before).filter(({ path }) => !path.includes(".git/"));
  const pages = rest.filter(({ method, path }) => method === "GET" && /\/issues\?/.test(path)).length;
  const writes = rest.filter(({ method }) => method !== "GET").length;
  return { ran, all: rest.length, pages, writes };
}

it("10,000 issues and a quiet sync: 100 pages, nothing else", async () => {
  const count = 10_000;
  for (let at = 1; at <= count; at += 1) addSynced(at);
  shell.write(`${folder}/EPIC.md`, head + Array.from({ length: count }, (_, at) => story(at + 1)).join(""));
  // The first one agrees with what it finds there and remembers that; it writes nothing to the host.
  const first = await sync();
  expect(first.ran.code).toBe(0);
  expect(first.writes).toBe(0);
  const quiet = await sync();
  expect(quiet.ran.stdout).toContain(`Nothing to do. ${count + 1} items, 0 changes.`);
  expect(quiet).toMatchObject({ all: 100, pages: 100, writes: 0 });
});

describe("n writes need at most n + pages + 4 requests", () => {
  const many = 130;
  const spec = (change: (at: number) => string) =>
    head + Array.from({ length: many }, (_, at) => story(at + 1, change(at + 1))).join("");

  it("when all are new, some in another state, with names of every kind", async () => {
    const row = (at: number) =>
      at % 10 === 0
        ? "| **Status** | Done |\n|---|---|\n| **Component** | Shop |\n| **Version** | 1.0 |\n\n"
        : "";
    shell.write(`${folder}/EPIC.md`, spec(row));
    const { ran, all, writes } = await sync();
    expect(ran.stdout).toContain(`Done: ${many} creates`);
    expect(writes).toBe(many + many / 10);
    expect(all).toBeLessThanOrEqual(writes + 1 + 4);
  });

  it("when some change, and comments come", async () => {
    shell.write(
      `${folder}/EPIC.md`,
      spec(() => ""),
    );
    await sync();
    const comment = "#### Comments\n\n> **@dana** (2026-01-15): Good\n";
    const changed = spec((at) => (at % 20 === 0 ? "**Priority:** High\n\n" : "")) + comment;
    shell.write(`${folder}/EPIC.md`, changed);
    const { ran, all, writes } = await sync();
    expect(ran.code).toBe(0);
    expect(writes).toBe(many / 20 - 0.5 + 1);
    // Two pages, and the comments of the one item that has some.
    expect(all).toBeLessThanOrEqual(writes + 2 + 4);
    expect(await sync()).toMatchObject({ all: 3, writes: 0 });
    expect(await sync()).toMatchObject({ all: 2, pages: 2, writes: 0 });
  });
});
