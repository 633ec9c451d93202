/** Issues that only one clone has, and what it does without its network. */
import { describe, expect, it } from "vitest";
import { create, update, write } from "../../../test/support/tracker-builders.ts";
import { branchOptions, readBranchText } from "../../../test/support/tracker-worlds.ts";
import { comment, issue, open, startUnpublished } from "../../../test/support/unpublished-world.ts";
import { openRemoteTracker } from "./adapter.ts";

describe("without the network", () => {
  it("keeps issues, comments and references in this clone, and asks nobody", async () => {
    const { world, repo, tracker, shared } = await startUnpublished();
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
    const { world, tracker, publish, shared } = await startUnpublished();
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
    const { tracker, publish, shared } = await startUnpublished();
    await write(tracker, [issue("Mine")]);
    const { tracker: id } = await tracker.read();
    expect(await publish()).toEqual([{ from: "new-1", number: 1 }]);
    expect(await shared()).toMatchObject({ tracker: id, issues: [{ number: 1 }] });
  });

  it("names issues in the order of their making, whatever ids and clock say", async () => {
    const { repo, tracker } = await startUnpublished();
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
    const { tracker } = await startUnpublished();
    const { tip } = await tracker.read();
    const batch = { tip, writes: [issue("Mine", { parent: -4 })], specs: {} };
    await expect(tracker.commit(batch)).rejects.toThrow("there is no issue new-4 to refer to");
    expect(await tracker.read()).toMatchObject({ tip: null, issues: [] });
  });

  it("forgets an unpublished issue that was deleted again, and every reference to it", async () => {
    const { world, repo, tracker, publish, shared } = await startUnpublished();
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
    const { world, repo } = await startUnpublished();
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
    const { world, repo } = await startUnpublished();
    world.server.login = { user: "dana", password: "secret" };
    await expect(open(repo, "fallback").read()).rejects.toMatchObject({ code: "authentication" });
  });

  it.each([
    ["pushed", null],
    ["whether", "drop-answer"],
  ] as const)("asks nobody to repeat what may have arrived: %s", async (first, fault) => {
    const { world, repo, shared } = await startUnpublished();
    await write(await world.open(), [create("US-1")]);
    const online = open(repo, "required");
    const { tip } = await online.read();
    let pushes = 0;
    world.server.fault = ({ method, path }) => {
      if (method === "POST" && path.endsWith("git-receive-pack")) return pushes++ === 0 ? fault : "drop";
      return pushes === 0 ? null : "drop";
    };
    await expect(online.commit({ tip, writes: [issue("Mine")], specs: {} })).rejects.toMatchObject({
      code: "outcome-unknown",
      message: expect.stringMatching(new RegExp(`^${first} .*[0-9a-f]{7} .*the branch spectryn of origin`)),
      hint: expect.stringContaining("Look before you repeat it"),
    });
    world.server.fault = null;
    expect((await shared()).issues.map(({ fields }) => fields.title)).toEqual(["Title of US-1", "Mine"]);
    expect(await online.read()).toMatchObject({ unpublished: 0, issues: [{}, { number: 2 }] });
  });

  it("writes nothing where the connection ends in a push", async () => {
    const { world, repo, tracker } = await startUnpublished();
    const fallback = open(repo, "fallback");
    const { tip } = await fallback.read();
    world.server.fault = ({ method }) => (method === "POST" ? "drop" : null);
    await expect(fallback.commit({ tip, writes: [issue("Mine")], specs: {} })).rejects.toMatchObject({
      code: "network",
    });
    expect((await tracker.read()).issues).toEqual([]);
  });
});
