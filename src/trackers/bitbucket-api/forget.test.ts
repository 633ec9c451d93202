/** A clone that loses what it knew, at any time, while specs and people change the same items. */
import { beforeEach, expect, it } from "vitest";
import type { FakeIssue } from "../../../test/fakes/cloud-issues/world.ts";
import { type ApiWorld, startTestApiWorld } from "../../../test/support/api-worlds.ts";
import { kept, sized } from "../../../test/support/proof.ts";
import { makeDice } from "../../../test/support/random.ts";
import { planTexts, syncTexts } from "../../../test/support/spec-run.ts";

let world: ApiWorld;
beforeEach(async () => {
  world = await startTestApiWorld({ repositories: 1_000_000 });
});

const rounds = sized(15, 300);
const names = ["title", "priority", "text"] as const;
type Name = (typeof names)[number];
type Values = Record<Name, string>;
/** Nobody says by chance what the other side says: that would be an agreement. */
const priorities = { spec: ["trivial", "minor", "major"], person: ["critical", "blocker"] } as const;

const specOf = (items: readonly Values[]) => {
  const stories = items.map(
    ({ title, priority, text }, at) => `### US-${at + 1}: ${title}\n\n**Priority:** ${priority}\n\n${text}\n`,
  );
  return { specs: { "EPIC.md": stories.join("\n") } };
};

function valuesOf({ title, priority, raw }: FakeIssue): Values {
  return { title, priority, text: raw.split("\n\n---\n")[0]! };
}

it(`overwrites and doubles nothing in ${rounds} rounds of edits with a lost memory`, async () => {
  const random = makeDice(3);
  let [lost, conflicts, edits] = [0, 0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const issues = world.issues();
    issues.splice(0);
    world.forget();
    let count = 0;
    const next = (name: Name, side: keyof typeof priorities): string => {
      count += 1;
      const words = priorities[side];
      return name === "priority" ? words[random(words.length)]! : `${name} ${round}.${count}`;
    };
    const items = [1, 2].map(
      (): Values => ({ title: next("title", "spec"), priority: "minor", text: next("text", "spec") }),
    );
    /** What people said last, by issue and field: only they may change it from then on. */
    const theirs = new Map<string, string>();
    await syncTexts(world.open(), specOf(items));
    for (let step = 0; step < 8; step += 1) {
      const at = random(2);
      const name = names[random(3)]!;
      const what = random(4);
      if (what === 0) items[at]![name] = next(name, "spec");
      else if (what === 1) {
        const value = next(name, "person");
        const issue = issues[at]!;
        const raw = issue.raw.replace(valuesOf(issue).text, value);
        world.cloud.editIssue(world.fullName, issue.id, name === "text" ? { raw } : { [name]: value });
        theirs.set(`${at} ${name}`, value);
        edits += 1;
      } else if (what === 2) {
        world.forget();
        lost += 1;
      } else {
        const plan = await syncTexts(world.open(), specOf(items));
        conflicts += plan.changes.filter(({ op }) => op === "conflict").length;
      }
      const place = `round ${round}, step ${step}`;
      expect(issues, place).toHaveLength(2);
      for (const [key, value] of theirs) {
        const [index, field] = key.split(" ") as [string, Name];
        expect([place, key, valuesOf(issues[Number(index)]!)[field]]).toEqual([place, key, value]);
      }
    }
    await syncTexts(world.open(), specOf(items));
    const { changes, writes } = await planTexts(world.open(), specOf(items));
    expect(writes).toEqual([]);
    // What nobody but the spec said is there, or asked about where the memory of its issue was lost.
    const open = new Set(
      changes.flatMap(({ subject, fields }) => fields.map(({ field }) => `${subject.number} ${field}`)),
    );
    for (const [at, item] of items.entries()) {
      for (const name of names) {
        const field = name === "text" ? "description" : name;
        if (theirs.has(`${at} ${name}`) || open.has(`${issues[at]!.id} ${field}`)) continue;
        expect(valuesOf(issues[at]!)[name], `round ${round}: ${name} of US-${at + 1}`).toBe(item[name]);
      }
    }
  }
  expect(conflicts).toBeGreaterThan(0);
  kept(
    "api-memory-lost",
    `${edits} edits by people, the memory lost ${lost} times in ${rounds} rounds: 0 overwritten, 0 doubled`,
  );
});
