/** What this clone published while something of it is contested: it is theirs from then on. */
import { expect, it } from "vitest";
import { create, owner, update, write } from "../../../test/support/tracker-builders.ts";
import { editBranch } from "../../../test/support/tracker-worlds.ts";
import { comment, issue, open, startUnpublished } from "../../../test/support/unpublished-world.ts";
import type { Write } from "../../core/issue/write.ts";

/** The remote has two issues of 3 points; `mine` is written without the network, while a colleague gives #1 5 points. */
async function startContested(mine: readonly Write[]) {
  const here = await startUnpublished();
  const { world, repo, tracker } = here;
  await write(await world.open(), [create("US-1", { points: 3 }), create("US-2", { points: 3 })]);
  await open(repo, "required").read();
  await write(tracker, [update(1, { points: 8 }), ...mine]);
  await write(await world.open(), [update(1, { points: 5 })]);
  return {
    ...here,
    colleague: async (...writes: readonly Write[]) => write(await world.open(), writes),
    /** As another process of this clone. */
    online: (prefix = "01zz") => open(repo, "required", prefix),
    points: async () => (await here.shared()).issues.map(({ fields }) => fields.points ?? null),
  };
}

const contested = { issue: 1, field: "points", base: "3", ours: "8", theirs: "5" };

it("is not published again over what a colleague made of it", async () => {
  const { colleague, online, points } = await startContested([update(2, { points: 8, labels: ["mine"] })]);
  await write(online(), []);
  expect(await points()).toEqual([5, 8]);
  await colleague(update(2, { points: 3, labels: [] }));
  expect(await online().read()).toMatchObject({ unpublished: 0, conflicts: [contested] });
  await write(online("01zy"), [create("US-3")]);
  expect(await points()).toEqual([5, 3, null]);
  await colleague(update(2, { points: 1 }));
  await write(online("01zx"), [create("US-4")]);
  expect(await points()).toEqual([5, 1, null, null]);
  const seen = await online().read();
  expect(seen).toMatchObject({ unpublished: 0, conflicts: [contested] });
  expect(seen.issues[1]!.fields.labels ?? []).toEqual([]);
});

it("stays deleted where a colleague deleted it, also what got its number and names only then", async () => {
  const { world, tracker, colleague, online, shared } = await startContested([
    issue("Mine", { description: "This is new-1." }),
  ]);
  await write(tracker, [
    comment(2, "See new-1."),
    comment(-1, "Hm."),
    update(2, { parent: -1, description: "Waits for new-1." }),
    { op: "component", name: "Shop" },
  ]);
  await write(online(), []);
  expect((await shared()).issues[1]!.fields).toMatchObject({ parent: 3, description: "Waits for #3." });
  expect(await online().read()).toMatchObject({ unpublished: 0, conflicts: [contested] });
  const [spoken] = (await (await world.open()).readComments([2])).get(2)!.comments;
  expect(spoken!.text).toBe("See #3.");
  await colleague(
    { op: "delete", number: 3 },
    { op: "remove-comment", issue: 2, id: spoken!.id },
    update(2, { parent: null }),
  );
  await world.edit({ "meta/components.json": null });
  expect(await online().read()).toMatchObject({ unpublished: 0, conflicts: [contested], components: [] });
  await write(online("01zy"), [create("US-4")]);
  const { issues, components } = await shared();
  expect(issues.map(({ deleted }) => deleted !== null)).toEqual([false, false, true, false]);
  expect(issues[1]!.fields.parent ?? null).toBeNull();
  expect(components).toEqual([]);
  expect((await (await world.open()).readComments([2])).get(2)?.comments).toMatchObject([{ text: "" }]);
});

it("leaves what is contested to be decided: ours is published once theirs gives way", async () => {
  const epic = (set: { title?: string; points?: number }): Write[] => [
    { op: "milestone", name: "Q1", from: null },
    { op: "epic", milestone: "Q1", owner: owner("EPIC-1"), set: { title: "Shop", ...set } },
  ];
  const { world, repo, colleague, online, shared } = await startContested([update(2, { points: 8 })]);
  await colleague(...epic({ points: 2 }));
  await write(open(repo, "never", "01ka"), [update(2, { title: "Mine" })]);
  await editBranch(repo, { "docs/notes.md": "mine" });
  await world.edit({ "docs/notes.md": "theirs" });
  await write(online(), []);
  const before = await online().read();
  expect(before.conflicts.map(({ path, field }) => [path, field])).toEqual([
    ["issues/0/1.md", "points"],
    ["docs/notes.md", "file"],
  ]);
  await colleague(update(1, { points: 3, title: "Theirs" }), update(2, { title: "Theirs" }));
  await world.edit({ "docs/notes.md": null });
  expect(await online().read()).toMatchObject({ unpublished: 2, conflicts: [] });
  await write(online("01zy"), []);
  expect((await shared()).issues.map(({ fields }) => [fields.points, fields.title])).toEqual([
    [8, "Theirs"],
    [8, "Theirs"],
  ]);
  expect(await world.text("docs/notes.md")).toBe("mine");
  expect(await online().read()).toMatchObject({ unpublished: 0, conflicts: [] });
});

it("is theirs, too, where a run was killed after its push and nothing is contested", async () => {
  const { world, repo, tracker, shared } = await startUnpublished();
  await write(await world.open(), [create("US-1", { points: 3 })]);
  await open(repo, "required").read();
  await write(tracker, [update(1, { points: 8 }), issue("Mine")]);
  await write(await world.open(), [update(1, { title: "Theirs" })]);
  const git = (...args: string[]) => world.sandbox.git(args, repo.workTree!);
  const before = git("rev-parse", "refs/heads/spectryn");
  await write(open(repo, "required"), []);
  git("update-ref", "refs/heads/spectryn", before);
  await write(await world.open(), [update(1, { points: 3 }), { op: "delete", number: 2 }]);
  expect(await open(repo, "required").read()).toMatchObject({ unpublished: 0, conflicts: [] });
  await write(open(repo, "required", "01zz"), [create("US-2")]);
  const { issues } = await shared();
  expect(issues.map(({ fields, deleted }) => [fields.points ?? null, deleted !== null])).toEqual([
    [3, false],
    [null, true],
    [null, false],
  ]);
});

it("is the last that arrived, wherever a run was killed or somebody else was first", async () => {
  const { world, repo, colleague, online, points } = await startContested([update(2, { points: 8 })]);
  const git = (...args: string[]) => world.sandbox.git(args, repo.workTree!);
  const refs = ["refs/remotes/origin/spectryn", "refs/spectryn/seen/origin/spectryn"];
  const before = refs.map((ref) => [ref, git("rev-parse", ref)] as const);
  await write(online(), []);
  // As a kill right after the push leaves it.
  for (const [ref, oid] of before) git("update-ref", ref, oid);
  await colleague(update(2, { points: 3 }));
  expect((await online().read()).issues[1]!.fields.points).toBe(3);
  // Pushes that never arrive, or come too late.
  world.server.fault = ({ method, path }) =>
    method === "POST" && path.endsWith("/git-receive-pack") ? "drop" : null;
  const { tip } = await online("01zy").read();
  for (const prefix of ["01zx", "01zw"]) {
    const lost = online(prefix).commit({ tip, writes: [create("US-9")], specs: {} });
    await expect(lost).rejects.toMatchObject({ code: "network" });
  }
  world.server.fault = null;
  const late = online("01zv");
  const { tip: seen } = await late.read();
  await colleague(create("US-3", { points: 1 }));
  const batch = { tip: seen, writes: [create("US-9")], specs: {} };
  expect(await late.commit(batch)).toMatchObject({ status: "moved" });
  await write(online("01zu"), [create("US-4")]);
  expect(await points()).toEqual([5, 3, 1, null]);
  expect((await online().read()).conflicts).toMatchObject([contested]);
});
