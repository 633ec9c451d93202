/** Issues that only one clone has, when a commit with the network gives them their numbers. */
import { describe, expect, it } from "vitest";
import { create, update, write } from "../../../test/support/tracker-builders.ts";
import { comment, issue, open, startUnpublished } from "../../../test/support/unpublished-world.ts";

/** The remote has two issues, and the clone knows them. */
async function startSynced() {
  const here = await startUnpublished();
  await write(await here.world.open(), [create("US-1", { description: "Not new-1." }), create("US-2")]);
  await open(here.repo, "required").read();
  return here;
}

describe("when they are published", () => {
  it("mentions in this clone's own texts and comments follow, code and other people's texts do not", async () => {
    const { world, tracker, publish } = await startSynced();
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

  it("titles and custom fields follow as texts do", async () => {
    const { world, tracker, publish } = await startSynced();
    await write(tracker, [issue("First"), issue("After new-1, unlike `new-1`", { "custom.Needs": "new-1" })]);
    await write(tracker, [update(2, { title: "Before new-2" })]);
    await publish();
    const { issues } = await (await world.open()).read();
    expect(issues.map(({ fields }) => [fields.title, fields["custom.Needs"]])).toEqual([
      [issues[0]!.fields.title, undefined],
      ["Before #4", undefined],
      ["First", undefined],
      ["After #3, unlike `new-1`", "#3"],
    ]);
  });

  it("all of it follows too where others wrote meanwhile, and where the push loses a race", async () => {
    const { world, repo, tracker, publish } = await startSynced();
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
    const { world, tracker, publish, shared } = await startSynced();
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
    const { world, repo, tracker, publish } = await startSynced();
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
    const { world, tracker, publish, shared } = await startSynced();
    await write(tracker, [issue("Mine", { description: "This is new-1." })]);
    await world.edit({ "issues/new/01aa.md": "---\ntitle: By hand\n---\nThis is new-1 of nobody.\n" });
    const renamed = await publish();
    const { issues } = await shared();
    const mine = issues.find(({ fields }) => fields.title === "Mine")!;
    expect(renamed).toContainEqual({ from: "new-1", number: mine.number });
    expect(mine.fields.description).toBe(`This is #${mine.number}.`);
  });

  it("a key of a spec that looks like such a name is left alone", async () => {
    const { repo, tracker, publish, shared } = await startSynced();
    await write(open(repo, "required"), [create("NEW-1", { description: "Is NEW-1." })]);
    await write(tracker, [issue("Mine", { description: "Needs NEW-1." })]);
    await publish();
    expect((await shared()).issues.map(({ fields }) => fields.description)).toContain("Needs NEW-1.");
  });

  it("a contradiction keeps new work out until it is settled", async () => {
    const { world, repo, tracker } = await startSynced();
    await write(tracker, [update(1, { points: 1 })]);
    await write(await world.open(), [update(1, { points: 2 })]);
    expect((await open(repo, "required").read()).conflicts).toMatchObject([{ issue: 1, field: "points" }]);
    await expect(write(tracker, [issue("Mine")])).rejects.toMatchObject({ code: "refused" });
    expect((await tracker.read()).issues.map(({ number }) => number)).toEqual([1, 2]);
  });
});
