/** Issues that only one clone has, until a commit with the network gives them their numbers. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countingIds, create, update, write } from "../../../test/support/tracker-builders.ts";
import {
  branchOptions,
  makeRemoteWorld,
  type RemoteWorld,
  readBranchText,
} from "../../../test/support/tracker-worlds.ts";
import type { Fields } from "../../core/issue/field.ts";
import type { CreateIssue, PutComment } from "../../core/issue/write.ts";
import type { Repository } from "../../git/git.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { openRemoteTracker } from "./adapter.ts";
import type { BranchOptions } from "./home.ts";

let world: RemoteWorld;
let repo: Repository;
let tracker: Tracker;

function open(where: Repository, network: BranchOptions["network"], prefix = "01kc"): Tracker {
  return openRemoteTracker(where, "origin", { ...branchOptions({ newId: countingIds(prefix) }), network });
}

function issue(title: string, fields: Fields = {}): CreateIssue {
  return create("", { ...fields, title }, { owner: null, type: null, base: null });
}

function comment(number: number, text: string): PutComment {
  return { op: "comment", issue: number, id: null, author: "dana", text, entry: null, isFromSpec: false };
}

beforeEach(async () => {
  world = await makeRemoteWorld();
  repo = await world.clone();
  tracker = open(repo, "never");
});
afterEach(() => world.close());

/** Publishes what the clone has and gives what was renamed. */
async function publish(where: Repository = repo) {
  const online = open(where, "required", "01zz");
  const { renamed, isUnpublished } = await write(online, []);
  expect(isUnpublished).toBe(false);
  expect((await online.read()).unpublished).toBe(0);
  return renamed;
}

async function shared() {
  return (await world.open()).read();
}

describe("without the network", () => {
  it("keeps issues, comments and references in this clone, and asks nobody", async () => {
    await write(await world.open(), [create("US-1")]);
    await open(repo, "required").read();
    world.server.requests.length = 0;
    const done = await write(tracker, [issue("First"), issue("Second"), update(1, { points: 5 })]);
    expect(done).toMatchObject({ isUnpublished: true, numbers: [-1, -2], renamed: [] });
    await write(tracker, [
      update(-2, { parent: -1 }),
      comment(-2, "Hm."),
      update(1, { links: [{ type: "blocks", to: -1 }] }),
    ]);
    expect(world.server.requests).toEqual([]);
    const seen = await tracker.read();
    expect(seen.offline).toBe("the network was not asked");
    expect(seen.unpublished).toBeGreaterThan(0);
    expect(seen.issues).toMatchObject([
      { number: 1, fields: { points: 5, links: [{ type: "blocks", to: -1 }] } },
      { number: -1, fields: { title: "First" } },
      { number: -2, fields: { title: "Second", parent: -1 } },
    ]);
    expect((await tracker.readComments([-2])).get(-2)?.comments).toMatchObject([{ text: "Hm." }]);
    const [, first] = seen.issues;
    expect(await readBranchText(repo, `issues/new/${first!.id}.md`)).toContain("First");
    expect(await readBranchText(repo, "issues/0/1.md")).toContain(`"new:${first!.id}"`);
    expect((await shared()).issues).toHaveLength(1);
  });

  it("starts a tracker of its own, which joins the one it meets", async () => {
    await write(tracker, [issue("Mine", { description: "After new-1 comes new-2." }), issue("Next")]);
    await write(await world.open(), [create("US-1")]);
    expect(await publish()).toEqual([
      { from: "new-1", number: 2 },
      { from: "new-2", number: 3 },
    ]);
    expect((await shared()).issues).toMatchObject([
      { number: 1, owner: { key: "US-1" } },
      { number: 2, fields: { title: "Mine", description: "After #2 comes #3." } },
      { number: 3, fields: { title: "Next" } },
    ]);
  });

  it("starts a tracker of its own, which becomes the shared one where there is none", async () => {
    await write(tracker, [issue("Mine")]);
    const { tracker: id } = await tracker.read();
    expect(await publish()).toEqual([{ from: "new-1", number: 1 }]);
    expect(await shared()).toMatchObject({ tracker: id, issues: [{ number: 1 }] });
  });

  it("names issues in the order of their making, whatever ids and clock say", async () => {
    const ids = ["01KC9", "01KC5", "01KC7", "01KC1"].map((head) => head.padEnd(26, "Z"));
    const options = { ...branchOptions({ newId: () => ids.shift()! }), network: "never" as const };
    const unruly = openRemoteTracker(repo, "origin", options);
    // The first id is the tracker's own.
    const { numbers } = await write(unruly, [issue("A"), issue("B")]);
    expect(numbers).toEqual([-1, -2]);
    await write(unruly, [issue("C")]);
    const { issues } = await tracker.read();
    expect(issues.map(({ number, fields }) => [number, fields.title])).toEqual([
      [-1, "A"],
      [-2, "B"],
      [-3, "C"],
    ]);
    expect(new Set(issues.map(({ id }) => id)).size).toBe(3);
  });

  it("refuses a reference to an issue that is not there", async () => {
    const { tip } = await tracker.read();
    const batch = { tip, writes: [issue("Mine", { parent: -4 })], specs: {} };
    await expect(tracker.commit(batch)).rejects.toThrow("there is no issue new-4 to refer to");
    expect(await tracker.read()).toMatchObject({ tip: null, issues: [] });
  });

  it("forgets an unpublished issue that was deleted again, and every reference to it", async () => {
    await write(tracker, [issue("Gone"), issue("Stays")]);
    await write(tracker, [
      update(-2, { parent: -1, links: [{ type: "blocks", to: -1 }] }),
      comment(-1, "Why?"),
    ]);
    await write(tracker, [{ op: "delete", number: -1 }]);
    expect((await tracker.read()).issues).toMatchObject([{ number: -1, deleted: /./ }, { number: -2 }]);
    expect(await publish()).toEqual([{ from: "new-2", number: 1 }]);
    const [only, ...more] = (await shared()).issues;
    expect(more).toEqual([]);
    expect(only!.fields).toEqual({
      ...{ title: "Stays", kind: "task", priority: "major", state: "new" },
    });
    expect(world.sandbox.git(["ls-tree", "-r", "--name-only", "spectryn"], repo.workTree!)).not.toContain(
      "new/",
    );
  });
});

describe("where the network fails", () => {
  it("works with what this clone knew, and says why", async () => {
    await write(await world.open(), [create("US-1")]);
    const fallback = open(repo, "fallback");
    expect(await fallback.read()).toMatchObject({ offline: null, issues: [{ number: 1 }] });
    world.server.fault = () => "drop";
    const seen = await fallback.read();
    expect(seen.offline).toMatch(/origin|127\.0\.0\.1|connection/i);
    expect(seen.issues).toMatchObject([{ number: 1 }]);
    expect(await write(fallback, [issue("Mine")])).toMatchObject({ isUnpublished: true, numbers: [-1] });
    await expect(open(repo, "required").read()).rejects.toMatchObject({ code: "network" });
    world.server.fault = null;
    const done = await write(fallback, [issue("Later")]);
    expect(done).toMatchObject({
      isUnpublished: false,
      numbers: [3],
      renamed: [{ from: "new-1", number: 2 }],
    });
  });

  it("does not take a refusal for an absent network", async () => {
    world.server.login = { user: "dana", password: "secret" };
    await expect(open(repo, "fallback").read()).rejects.toMatchObject({ code: "authentication" });
  });

  it("writes nothing where the connection ends in a push", async () => {
    const fallback = open(repo, "fallback");
    const { tip } = await fallback.read();
    world.server.fault = ({ method }) => (method === "POST" ? "drop" : null);
    await expect(fallback.commit({ tip, writes: [issue("Mine")], specs: {} })).rejects.toMatchObject({
      code: "network",
    });
    expect((await tracker.read()).issues).toEqual([]);
  });
});

describe("when they are published", () => {
  beforeEach(async () => {
    await write(await world.open(), [create("US-1", { description: "Not new-1." }), create("US-2")]);
    await open(repo, "required").read();
  });

  it("mentions in this clone's own texts and comments follow, code and other people's texts do not", async () => {
    const description = "Like new-2, `new-2` and New-1; not renew-1 or new-12.\n\n```\nnew-1\n```";
    await write(tracker, [issue("A", { description }), issue("B", { criteria: "- [ ] as new-1" })]);
    await write(tracker, [
      comment(-1, "See new-2."),
      comment(2, "Blocked by new-1."),
      update(2, { description: "Waits for new-1." }),
    ]);
    expect(await publish()).toEqual([
      { from: "new-1", number: 3 },
      { from: "new-2", number: 4 },
    ]);
    const reader = await world.open();
    expect((await reader.read()).issues.map(({ fields }) => fields.description ?? fields.criteria)).toEqual([
      "Not new-1.",
      "Waits for #3.",
      "Like #4, `new-2` and #3; not renew-1 or new-12.\n\n```\nnew-1\n```",
      "- [ ] as #3",
    ]);
    const comments = await reader.readComments([2, 3]);
    expect(comments.get(2)?.comments).toMatchObject([{ text: "Blocked by #3." }]);
    expect(comments.get(3)?.comments).toMatchObject([{ text: "See #4." }]);
  });

  it("all of it follows too where others wrote meanwhile, and where the push loses a race", async () => {
    await write(tracker, [issue("Mine"), comment(2, "See new-1."), comment(-1, "This is new-1.")]);
    await write(tracker, [update(2, { links: [{ type: "blocks", to: -1 }], parent: -1 })]);
    await write(await world.open(), [create("US-3"), update(2, { points: 8 })]);
    const online = open(repo, "required", "01zz");
    const { tip } = await online.read();
    await write(await world.open(), [create("US-4")]);
    expect((await online.commit({ tip, writes: [], specs: {} })).status).toBe("moved");
    expect(await publish()).toEqual([{ from: "new-1", number: 5 }]);
    const reader = await world.open();
    expect((await reader.read()).issues[1]!.fields).toMatchObject({
      ...{ points: 8, parent: 5, links: [{ type: "blocks", to: 5 }] },
    });
    const comments = await reader.readComments([2, 5]);
    expect(comments.get(2)?.comments).toMatchObject([{ text: "See #5." }]);
    expect(comments.get(5)?.comments).toMatchObject([{ text: "This is #5." }]);
  });

  it("two clones never get the same number, and each keeps its own meaning of new-1", async () => {
    const other = await world.clone();
    await open(other, "required").read();
    const theirs = open(other, "never", "01ka");
    await write(theirs, [
      issue("Theirs", { description: "new-1 of theirs", links: [{ type: "blocks", to: 1 }] }),
    ]);
    await write(tracker, [issue("Mine", { description: "new-1 of mine" })]);
    await write(tracker, [update(1, { links: [{ type: "blocks", to: -1 }] })]);
    expect(await publish(other)).toEqual([{ from: "new-1", number: 3 }]);
    expect(await publish()).toEqual([{ from: "new-1", number: 4 }]);
    expect((await shared()).issues).toMatchObject([
      { fields: { links: [{ type: "blocks", to: 4 }] } },
      {},
      { number: 3, fields: { title: "Theirs", description: "#3 of theirs" } },
      { number: 4, fields: { title: "Mine", description: "#4 of mine" } },
    ]);
  });

  it("and the end of it was never seen, nothing is there twice and nothing later is lost", async () => {
    await write(tracker, [issue("Mine"), issue("Next")]);
    await write(tracker, [comment(-1, "First.")]);
    const git = (...args: string[]) => world.sandbox.git(args, repo.workTree!);
    const refs = ["refs/heads/spectryn", "refs/remotes/origin/spectryn"];
    const before = refs.map((ref) => [ref, git("rev-parse", ref)] as const);
    await publish();
    for (const [ref, oid] of before) git("update-ref", ref, oid);
    await write(tracker, [comment(-1, "Second."), update(-2, { points: 2 })]);
    await publish();
    const reader = await world.open();
    expect((await reader.read()).issues.slice(2)).toMatchObject([
      { number: 3, fields: { title: "Mine" } },
      { number: 4, fields: { title: "Next", points: 2 } },
    ]);
    const comments = await reader.readComments([3]);
    expect(comments.get(3)?.comments.map(({ text }) => text)).toEqual(["First.", "Second."]);
  });

  it("an issue that somebody put on the shared branch by hand does not change the names of this clone", async () => {
    await write(tracker, [issue("Mine", { description: "This is new-1." })]);
    await world.edit({ "issues/new/01aa.md": "---\ntitle: By hand\n---\nThis is new-1 of nobody.\n" });
    const renamed = await publish();
    const { issues } = await shared();
    const mine = issues.find(({ fields }) => fields.title === "Mine")!;
    expect(renamed).toContainEqual({ from: "new-1", number: mine.number });
    expect(mine.fields.description).toBe(`This is #${mine.number}.`);
  });

  it("a key of a spec that looks like such a name is left alone", async () => {
    await write(open(repo, "required"), [create("NEW-1", { description: "Is NEW-1." })]);
    await write(tracker, [issue("Mine", { description: "Needs NEW-1." })]);
    await publish();
    expect((await shared()).issues.map(({ fields }) => fields.description)).toContain("Needs NEW-1.");
  });

  it("a contradiction keeps new work out until it is settled", async () => {
    await write(tracker, [update(1, { points: 1 })]);
    await write(await world.open(), [update(1, { points: 2 })]);
    expect((await open(repo, "required").read()).conflicts).toMatchObject([{ issue: 1, field: "points" }]);
    await expect(write(tracker, [issue("Mine")])).rejects.toMatchObject({ code: "refused" });
    expect((await tracker.read()).issues.map(({ number }) => number)).toEqual([1, 2]);
  });
});
