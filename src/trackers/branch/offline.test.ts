import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { countingIds, create, owner, update, write } from "../../../test/support/tracker-builders.ts";
import {
  branchOptions,
  editBranch,
  makeRemoteWorld,
  type RemoteWorld,
} from "../../../test/support/tracker-worlds.ts";
import { readBlobAt } from "../../git/blobs.ts";
import type { Repository } from "../../git/git.ts";
import { readRef } from "../../git/refs.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { openLocalTracker, openRemoteTracker } from "./adapter.ts";

const ours = "refs/heads/spectryn";

let world: RemoteWorld;
let repo: Repository;
let local: Tracker;
let remote: Tracker;

beforeEach(async () => {
  world = await makeRemoteWorld();
  repo = await world.clone();
  const options = branchOptions({ newId: countingIds("01zz") });
  local = openLocalTracker(repo, options);
  remote = openRemoteTracker(repo, "origin", options);
});
afterEach(() => world.close());

/** Publishes whatever waits, with an empty batch. */
async function publish(): Promise<void> {
  const { tip } = await remote.read();
  expect(await remote.commit({ tip, writes: [], specs: {} })).toMatchObject({ status: "done" });
}

async function shared() {
  return (await world.open()).read();
}

describe("a tracker that was started without a server", () => {
  it("is published as it is: all numbers and its id stay", async () => {
    await write(local, [create("US-1"), create("US-2")], { "EPIC.md": "a".repeat(40) });
    const before = await local.read();
    const seen = await remote.read();
    expect(seen.unpublished).toBeGreaterThan(0);
    await publish();
    const after = await shared();
    expect({ ...after, unpublished: 0 }).toEqual({ ...before, unpublished: 0 });
    expect((await remote.read()).unpublished).toBe(0);
  });

  it("is published together with new writes", async () => {
    await write(local, [create("US-1")]);
    expect((await write(remote, [create("US-2"), update(1, { points: 5 })])).numbers).toEqual([2]);
    expect((await shared()).issues.map(({ fields }) => fields.points ?? null)).toEqual([5, null]);
  });

  it("joins the tracker it meets: taken numbers change, one key is one issue, references follow", async () => {
    const other = await world.open();
    await write(other, [create("US-1", { points: 3 }), create("US-2")]);
    await write(local, [
      create("US-7", { links: [{ type: "blocks", to: "US-8" }] }),
      create("US-8"),
      create("US-9", { parent: "US-1" }),
      create("US-1", { assignee: "lee" }),
    ]);
    await editBranch(repo, { "comments/0/2/01kc.md": "On US-8.\n" });
    const seen = await remote.read();
    expect(seen.tracker).toBe((await other.read()).tracker);
    expect(seen.conflicts).toEqual([]);
    expect(seen.unpublished).toBeGreaterThan(0);
    await publish();
    const { issues, unpublished } = await shared();
    expect(unpublished).toBe(0);
    const keys = Object.fromEntries(issues.map((issue) => [issue.owner!.key, issue]));
    expect(issues.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(keys["US-1"]).toMatchObject({ number: 1, fields: { points: 3, assignee: "lee" } });
    expect(keys["US-9"]).toMatchObject({ number: 3, fields: { parent: 1 } });
    expect(keys["US-7"]!.fields.links).toEqual([{ type: "blocks", to: keys["US-8"]!.number }]);
    expect(await world.text(`comments/0/${keys["US-8"]!.number}/01kc.md`)).toBe("On US-8.\n");
    expect(await world.text("comments/0/2/01kc.md")).toBeNull();
    expect(await readRef(repo, ours)).toBe((await remote.read()).tip);
  });

  it("does not join another tracker once it was published", async () => {
    await write(remote, [create("US-1")]);
    const url = world.server.createRepository("elsewhere");
    const second = await world.clone();
    world.sandbox.git(["remote", "set-url", "origin", url], second.workTree!);
    await write(openRemoteTracker(second, "origin", branchOptions()), [create("X-1")]);
    world.sandbox.git(["remote", "add", "elsewhere", url], repo.workTree!);
    const foreign = openRemoteTracker(repo, "elsewhere", branchOptions());
    await expect(foreign.read()).rejects.toMatchObject({ code: "tracker-foreign" });
  });
});

describe("commits that only this clone has", () => {
  const first = "issues/0/1.md";

  async function edit(from: string, to: string, where: Repository = repo): Promise<void> {
    const text = (await world.text(first))!;
    expect(text).toContain(from);
    await editBranch(where, { [first]: text.replace(from, to) });
  }

  beforeEach(async () => {
    const fields = { description: "one\ntwo\nthree\nfour\nfive", labels: ["a", "b"], points: 3 };
    await write(remote, [create("US-1", fields), create("US-2")]);
  });

  it("are published as they are while nobody else wrote", async () => {
    await edit("points: 3", "points: 8");
    expect(await remote.read()).toMatchObject({ unpublished: 1, issues: [{ fields: { points: 8 } }, {}] });
    await publish();
    expect((await shared()).issues[0]!.fields.points).toBe(8);
  });

  it("are laid over what others wrote, field by field and line by line", async () => {
    const text = (await world.text(first))!;
    await editBranch(repo, {
      [first]: text
        .replace("points: 3", "points: 8")
        .replace('["a","b"]', '["a","b","mine"]')
        .replace("five", "FIVE"),
    });
    await write(await world.open(), [
      update(1, { assignee: "lee", labels: ["b"], description: "ONE\ntwo\nthree\nfour\nfive" }),
      create("US-3"),
    ]);
    const seen = await remote.read();
    expect(seen).toMatchObject({ unpublished: 1, conflicts: [] });
    const merged = {
      points: 8,
      assignee: "lee",
      labels: ["b", "mine"],
      description: "ONE\ntwo\nthree\nfour\nFIVE",
    };
    expect(seen.issues[0]!.fields).toMatchObject(merged);
    expect((await write(remote, [create("US-4")])).numbers).toEqual([4]);
    expect((await shared()).issues[0]!.fields).toMatchObject(merged);
    expect((await remote.read()).unpublished).toBe(0);
  });

  it("conflict where both changed one field: theirs stays, ours is not lost, the rest is published", async () => {
    const text = (await world.text(first))!;
    await editBranch(repo, { [first]: text.replace("points: 3", "points: 8") });
    const mine = await readRef(repo, ours);
    await write(await world.open(), [update(1, { points: 5 })]);
    const seen = await remote.read();
    expect(seen.conflicts).toEqual([
      { issue: 1, path: first, field: "points", base: "3", ours: "8", theirs: "5" },
    ]);
    expect(seen.issues[0]!.fields.points).toBe(5);
    await write(remote, [create("US-3")]);
    expect((await shared()).issues[0]!.fields.points).toBe(5);
    expect(await readRef(repo, ours)).toBe(mine);
    expect(await remote.read()).toMatchObject({ unpublished: 0, conflicts: [{ field: "points" }] });
  });

  it("keep every byte of people's own files", async () => {
    const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00, 0x0d, 0x0a]);
    await editBranch(repo, { "logo.png": bytes });
    await write(await world.open(), [update(1, { assignee: "lee" })]);
    expect(await remote.read()).toMatchObject({ unpublished: 1, conflicts: [] });
    await publish();
    const tip = (await readRef(world.shared, ours))!;
    expect(await readBlobAt(world.shared, tip, "logo.png")).toEqual(bytes);
    expect((await remote.read()).unpublished).toBe(0);
  });

  it("keep numbers that nobody took, and give way where somebody did", async () => {
    await write(local, [create("US-3"), create("US-4", { links: [{ type: "blocks", to: "US-3" }] })]);
    await write(await world.open(), [create("US-30")]);
    await publish();
    const { issues } = await shared();
    expect(issues.map((issue) => [issue.number, issue.owner?.key])).toEqual([
      [1, "US-1"],
      [2, "US-2"],
      [3, "US-30"],
      [4, "US-4"],
      [5, "US-3"],
    ]);
    expect(issues[3]!.fields.links).toEqual([{ type: "blocks", to: 5 }]);
  });

  it("deletions stay deleted unless somebody changed the issue", async () => {
    await write(local, [
      { op: "delete", number: 1 },
      { op: "delete", number: 2 },
    ]);
    await write(await world.open(), [update(2, { points: 1 })]);
    const seen = await remote.read();
    expect(seen.issues.map(({ deleted }) => deleted !== null)).toEqual([true, false]);
    expect(seen.conflicts).toMatchObject([{ issue: 2, field: "deleted", theirs: null }]);
  });

  it("lists merge by name, and syncs by spec", async () => {
    await write(
      local,
      [
        { op: "milestone", name: "Q1", from: null },
        { op: "epic", milestone: "Q1", owner: owner("EPIC-1"), set: { title: "Mine" } },
        { op: "component", name: "Shop" },
      ],
      { "A.md": "a".repeat(40) },
    );
    await write(
      await world.open(),
      [
        { op: "milestone", name: "Q1", from: null },
        { op: "epic", milestone: "Q1", owner: owner("EPIC-2"), set: { title: "Theirs" } },
        { op: "milestone", name: "Q2", from: null },
      ],
      { "B.md": "b".repeat(40) },
    );
    await publish();
    const after = await shared();
    expect(after.milestones.map(({ name, epics }) => [name, epics.map((epic) => epic.fields.title)])).toEqual(
      [
        ["Q1", ["Mine", "Theirs"]],
        ["Q2", []],
      ],
    );
    expect(after.components).toEqual(["Shop"]);
    expect(after.specs).toEqual({ "A.md": "a".repeat(40), "B.md": "b".repeat(40) });
  });

  it("files of people's own come along, whole", async () => {
    await editBranch(repo, { "docs/mine.md": "mine" });
    await write(await world.open(), [create("US-3")]);
    await write(remote, [create("US-4")]);
    expect(await world.text("docs/mine.md")).toBe("mine");
  });
});
