import { expect, it } from "vitest";
import { countingIds, create, owner, tickingClock, write } from "../../../test/support/tracker-builders.ts";
import type { Write } from "../../core/issue/write.ts";
import { blobId } from "../../git/oid.ts";
import { makeMemoryStore, openMemoryTracker } from "../memory/adapter.ts";
import { replay } from "./replay.ts";
import { type BranchState, parseState } from "./state.ts";

/** The state after writes, each list a commit on top of `before`. */
async function stateAfter(...commits: readonly (readonly Write[])[]): Promise<BranchState> {
  const store = makeMemoryStore();
  const tracker = openMemoryTracker(store, { clock: tickingClock(), newId: countingIds() });
  for (const writes of commits) await write(tracker, writes);
  const { files } = store.versions.at(-1)!;
  const texts = new Map([...files.values()].map((text) => [blobId(text), text]));
  const entries = [...files].map(([path, text]) => ({ path, mode: "100644", oid: blobId(text) }));
  return parseState(entries, (oid) => texts.get(oid)!);
}

const start: readonly Write[] = [
  { op: "milestone", name: "Q1", from: null },
  { op: "component", name: "Shop" },
  { op: "component", name: "Bare" },
  create("US-1", { component: "Shop" }),
  { op: "epic", milestone: "Q1", owner: owner("EPIC-1"), set: { title: "E" } },
];
const renames: readonly Write[] = [
  { op: "rename-name", kind: "milestone", from: "Q1", name: "Spring" },
  { op: "rename-name", kind: "component", from: "Shop", name: "Store" },
];
const later: readonly Write[] = [create("US-2", { milestone: "Q1", component: "Shop" })];

it.each(["ours", "theirs"] as const)("gives new issues the names that %s renamed meanwhile", async (side) => {
  const base = await stateAfter(start);
  const renamed = await stateAfter(start, renames);
  const other = await stateAfter(start, later);
  const [ours, theirs] = side === "ours" ? [renamed, other] : [other, renamed];
  const { state, conflicts } = replay({ base, settled: null, ours, theirs, textOf: () => null });
  expect(state.issues.get(2)?.issue.fields).toMatchObject({ milestone: "Spring", component: "Store" });
  expect(state.milestones.map(({ name }) => name)).toEqual(["Spring"]);
  expect(conflicts).toEqual([]);
});

it("leaves a name alone that was removed without another one, or that nothing tells of", async () => {
  const base = await stateAfter(start);
  const ours = await stateAfter(start, [
    { op: "remove-name", kind: "component", name: "Shop", to: null },
    { op: "rename-name", kind: "component", from: "Bare", name: "Renamed" },
  ]);
  const theirs = await stateAfter(start, [
    create("US-2", { component: "Shop" }),
    create("US-3", { component: "Bare" }),
  ]);
  const { state } = replay({ base, settled: null, ours, theirs, textOf: () => null });
  expect(state.issues.get(2)?.issue.fields.component).toBe("Shop");
  expect(state.issues.get(3)?.issue.fields.component).toBe("Bare");
});
