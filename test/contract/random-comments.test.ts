/** Random edits of comments on both sides: none is lost or doubled, people's texts stay, and every sync settles. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Comment } from "../../src/core/issue/issue.ts";
import type { Plan } from "../../src/core/plan/change.ts";
import type { Prefer } from "../../src/core/reconcile/reconcile.ts";
import { defaultSettings } from "../../src/core/settings.ts";
import { editSpec } from "../../src/spec/edit.ts";
import { type ParsedSpec, parseSpec } from "../../src/spec/parse.ts";
import { pullsOf, toSpecChanges } from "../../src/sync/apply/pulls.ts";
import { makePlanWorld, type PlanWorld } from "../support/plan-world.ts";
import { sized } from "../support/proof.ts";
import { specOptions } from "../support/spec-builders.ts";

const file = "E.md";
const text = fc.constantFrom("a", "b", "c", "a\n\nb", "- one\n- two", "**Note:** x");
const author = fc.constantFrom("dana", "lee");
const date = fc.constantFrom("2026-01-01", "2026-01-02", null);
const step = fc.oneof(
  fc.record({ is: fc.constant("entry"), author, date, text }),
  fc.record({ is: fc.constant("edit entry"), at: fc.nat(9), text }),
  fc.record({ is: fc.constant("remove entry"), at: fc.nat(9) }),
  fc.record({ is: fc.constant("comment"), author, text }),
  fc.record({ is: fc.constant("edit comment"), at: fc.nat(9), text }),
  fc.record({ is: fc.constant("delete comment"), at: fc.nat(9) }),
  fc.record({
    is: fc.constant("sync"),
    isBoth: fc.boolean(),
    prefer: fc.constantFrom<Prefer>(null, "spec", "tracker"),
    orphans: fc.constantFrom("report", "delete"),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Run {
  readonly world: PlanWorld;
  spec: string;
  /** What people left each of their comments at, by id. */
  readonly theirs: Map<string, string>;
}

it(
  "keeps comments through edits on both sides",
  async () => {
    let pulls = 0;
    let written = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        const world = makePlanWorld();
        const run: Run = {
          world,
          spec: "# EPIC-1: E\n\n### US-1: One\n\n#### Comments\n",
          theirs: new Map(),
        };
        await world.sync({ [file]: run.spec });
        const end = { is: "sync", isBoth: true, prefer: "tracker", orphans: "report" } as const;
        for (const one of [...steps, end] as Step[]) {
          if (one.is !== "sync") await change(run, one);
          else written += await sync(run, one);
          await expectTheirs(run);
        }
        // A person's comment that says the same as one whose entry left the spec first brings that entry back.
        for (let again = 0; again < 4; again += 1) await sync(run, end);
        const settled = await world.plan({ [file]: run.spec });
        const open = settled.changes.flatMap(({ op, fields }) => fields.map(({ field }) => `${op} ${field}`));
        expect(open).toEqual([]);
        pulls += parse(run.spec).items[1]!.comments.length;
      }),
      { numRuns: sized(100, 2000) },
    );
    expect(Math.min(pulls, written)).toBeGreaterThan(100);
  },
  sized(120_000, 3_600_000),
);

function parse(spec: string): ParsedSpec {
  return parseSpec(spec, { ...specOptions, file });
}

async function change(run: Run, one: Step): Promise<void> {
  const { world } = run;
  const spec = parse(run.spec);
  const item = spec.items[1]!;
  const write = (comments: Parameters<typeof editSpec>[1][number]["comments"] & object) => {
    run.spec = editSpec(spec, [{ item, set: {}, comments }], { ...specOptions, file }).text;
  };
  const at = "at" in one ? one.at : 0;
  const index = item.comments.length === 0 ? null : at % item.comments.length;
  if (one.is === "entry" && "date" in one) write([{ ...one, index: null }]);
  if (one.is === "edit entry" && "text" in one && index !== null) write([{ index, text: one.text }]);
  if (one.is === "remove entry" && index !== null) write([{ index, text: null }]);
  const living = await livingOf(world);
  const comment = living[at % Math.max(1, living.length)];
  const edit = (said: string | null) => world.comment(1, said, { id: comment!.id });
  if (one.is === "comment" && "author" in one) await world.comment(1, one.text, { author: one.author });
  if (one.is === "edit comment" && "text" in one && comment) await edit(one.text);
  if (one.is === "delete comment" && comment) await edit(null);
  for (const { id, isFromSpec, text: now } of await world.comments(1))
    if (!isFromSpec) run.theirs.set(id, now);
}

/** Syncs as a run does: where changes come back, the spec first. Gives the number of comments written. */
async function sync(run: Run, one: Step): Promise<number> {
  if (!("isBoth" in one)) return 0;
  const { world } = run;
  const rest = { prefer: one.prefer, settings: { orphans: one.orphans as "report" | "delete" } };
  if (one.isBoth) writeBack(run, await world.plan({ [file]: run.spec }, rest), await world.tracker.read());
  const before = await livingOf(world);
  const plan = await world.sync({ [file]: run.spec }, rest);
  expectNoneTwice(run, plan, before);
  if (one.orphans === "report") {
    const after = new Set((await livingOf(world)).map(({ id }) => id));
    expect(before.filter(({ id }) => !after.has(id))).toEqual([]);
  }
  expect((await world.plan({ [file]: run.spec }, rest)).writes).toEqual([]);
  return plan.writes.filter(({ op }) => op === "comment").length;
}

function writeBack(run: Run, plan: Plan, snapshot: Parameters<typeof toSpecChanges>[2]): void {
  const spec = parse(run.spec);
  const changes = toSpecChanges(plan.changes.flatMap(pullsOf), spec, snapshot, defaultSettings);
  const edited = editSpec(spec, changes, { ...specOptions, file });
  expect(edited.problems).toEqual([]);
  run.spec = edited.text;
}

/** A new comment has an entry that no living comment says yet. */
function expectNoneTwice(run: Run, { writes }: Plan, before: readonly Comment[]): void {
  const entries = parse(run.spec).items[1]!.comments;
  for (const write of writes) {
    if (write.op !== "comment" || write.id !== null) continue;
    const isIt = (one: { author: string | null; date: string | null } | null, said: string) =>
      one?.author === write.entry!.author && one?.date === write.entry!.date && said === write.text;
    const wanted = entries.filter((entry) => isIt(entry, entry.text)).length;
    const present = before.filter((comment) => isIt(comment.entry, comment.text)).length;
    expect(wanted).toBeGreaterThan(present);
  }
}

async function livingOf(world: PlanWorld): Promise<readonly Comment[]> {
  return (await world.comments(1)).filter(({ deleted }) => deleted === null);
}

async function expectTheirs({ world, theirs }: Run): Promise<void> {
  const now = new Map((await world.comments(1)).map(({ id, text: present }) => [id, present]));
  for (const [id, left] of theirs) expect(now.get(id)).toBe(left);
}
