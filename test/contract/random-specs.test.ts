/** Random series of specs and tracker edits against the memory tracker: every sync settles, and loses nothing. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Fields } from "../../src/core/issue/field.ts";
import type { Tracker } from "../../src/ports/tracker.ts";
import { makeMemoryStore, openMemoryTracker } from "../../src/trackers/memory/adapter.ts";
import { kept, sized } from "../support/proof.ts";
import { planTexts, syncTexts } from "../support/spec-run.ts";
import { countingIds, tickingClock } from "../support/tracker-builders.ts";

interface Story {
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly text: string;
  readonly subtasks: readonly string[];
}

const words = fc.constantFrom("Pay", "Send", "Print", "Check");
const story: fc.Arbitrary<Story> = fc.record({
  title: words,
  fields: fc.record(
    {
      Status: fc.constantFrom("todo", "wip", "done", "blocked"),
      Priority: fc.constantFrom("High", "Low", "-"),
      "Story Points": fc.constantFrom("1", "2.5", "-"),
      Labels: fc.constantFrom("a", "a, b", "c", "-"),
      Milestone: fc.constantFrom("Q1", "Q2", "none"),
      Team: fc.constantFrom("red", "blue | green"),
      Blocks: fc.constantFrom("US-9", "-"),
    },
    { requiredKeys: [] },
  ),
  text: fc.constantFrom(
    "",
    "One.\n\nTwo.",
    "#### Notes\n\nOne\n",
    "#### Acceptance Criteria\n\n- [ ] a\n- [x] b\n",
  ),
  subtasks: fc.array(words, { maxLength: 4 }),
});
const spec = fc.record({
  epic: fc.constantFrom(
    "# EPIC-1: One\n",
    "# EPIC-1: Uno\n",
    "# EPIC-1: One\n\n**Milestone:** Q1\n",
    "# EPIC-2: Two\n",
  ),
  stories: fc.dictionary(fc.constantFrom("US-1", "US-2", "US-3"), story, { noNullPrototype: true }),
});
/** What a person does in the tracker between two syncs, to one of the first issues. */
const edit: fc.Arbitrary<{ at: number; set: Fields }> = fc.record({
  at: fc.nat(3),
  set: fc.oneof(
    fc.record({ state: fc.constantFrom("open", "resolved", "closed") } as const),
    fc.record({ labels: fc.constantFrom(["person"], ["a", "person"]) }),
    fc.record({ assignee: fc.constantFrom("lee", null) }),
    fc.record({ description: fc.constantFrom("Mine.", "One.\n\nTwo.\n\nThree.") }),
    fc.record({ title: fc.constantFrom("Mine", "Pay") }),
  ),
});

it("settles after every step, with and without edits in the tracker", async () => {
  const numRuns = sized(300, 20_000);
  const program = fc.array(fc.tuple(spec, fc.option(edit), fc.constantFrom("milestone", "issue")), {
    minLength: 1,
    maxLength: 5,
  });
  await fc.assert(
    fc.asyncProperty(program, async (steps) => {
      const store = makeMemoryStore();
      const tracker = openMemoryTracker(store, { clock: tickingClock(), newId: countingIds() });
      const epicAs = steps[0]![2] as "milestone" | "issue";
      for (const [wanted, change] of steps) {
        const run = { specs: { "E.md": write(wanted) }, settings: { epicAs } };
        await syncTexts(tracker, run);
        const again = await planTexts(tracker, run);
        expect(again.writes).toEqual([]);
        await expectOneOwnerEach(tracker);
        if (change !== null) await editIssue(tracker, change);
      }
    }),
    { numRuns },
  );
  kept("second-plan", `${numRuns} random series of specs and tracker edits: every second plan empty`);
});

/** One item, one issue: no key is held twice, no number is missing. */
async function expectOneOwnerEach(tracker: Tracker): Promise<void> {
  const { issues } = await tracker.read();
  const keys = issues.map(({ owner }) => owner?.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(issues.map(({ number }) => number)).toEqual(issues.map((_, index) => index + 1));
}

async function editIssue(tracker: Tracker, { at, set }: { at: number; set: Fields }): Promise<void> {
  const { tip, issues } = await tracker.read();
  const number = issues[at]?.number;
  if (number == null) return;
  const before = issues[at]!;
  await tracker.commit({ tip, writes: [{ op: "update", number, set }], specs: {} });
  const after = (await tracker.read()).issues[at]!;
  expect(after.base).toEqual(before.base);
}

function write({ epic, stories }: { epic: string; stories: Readonly<Record<string, Story>> }): string {
  const parts = Object.entries({
    ...stories,
    "US-9": { title: "Last", fields: {}, text: "", subtasks: [] },
  }).map(([key, { title, fields, text, subtasks }]) => {
    const rows = Object.entries(fields).map(([name, value]) => `**${name}:** ${value}\n`);
    const list =
      subtasks.length === 0 ? "" : `\n#### Subtasks\n\n${subtasks.map((name) => `- [ ] ${name}\n`).join("")}`;
    return `\n### ${key}: ${title}\n\n${rows.join("")}\n${text}\n${list}`;
  });
  return epic + parts.join("");
}
