/** Plans and applies spec texts against a tracker, without files: the middle of a sync for tests. */
import type { PlanInput } from "../../src/core/match/world.ts";
import type { Plan } from "../../src/core/plan/change.ts";
import { makePlan } from "../../src/core/plan.ts";
import type { Prefer } from "../../src/core/reconcile/reconcile.ts";
import { defaultSettings, type Settings } from "../../src/core/settings.ts";
import { blobId } from "../../src/git/blobs.ts";
import type { Tracker } from "../../src/ports/tracker.ts";
import { auditSpecs } from "../../src/spec/audit.ts";
import { type ParsedSpec, parseSpec } from "../../src/spec/parse.ts";

export interface SpecRun {
  readonly specs: Readonly<Record<string, string>>;
  readonly settings?: Partial<Settings>;
  readonly prefer?: Prefer;
  readonly story?: string | null;
  readonly input?: Partial<PlanInput>;
  /** Default: with the words of the settings. */
  readonly parse?: (file: string, text: string) => ParsedSpec;
}

/** Throws with the problems where the specs have errors. */
export async function planTexts(tracker: Tracker, run: SpecRun): Promise<Plan> {
  const settings = { ...defaultSettings, ...run.settings };
  const { statusWords, priorityWords } = settings;
  const parse = run.parse ?? ((file, text) => parseSpec(text, { file, statusWords, priorityWords }));
  const parsed = Object.entries(run.specs).map(([file, text]) => ({
    ...parse(file, text),
    blob: blobId(text),
  }));
  const problems = [...parsed.flatMap((spec) => spec.problems), ...auditSpecs(parsed)];
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
  const input: PlanInput = {
    items: parsed.flatMap((spec) => spec.items),
    specs: parsed.map((spec) => ({ path: spec.file, blob: spec.blob, past: null })),
    goneSpecs: [],
    snapshot: await tracker.read(),
    comments: new Map(),
    people: new Map(),
    trackerName: tracker.name,
    repository: tracker.repository,
    abilities: tracker.abilities,
    settings,
    otherSpecs: new Map(),
    story: run.story ?? null,
    prefer: run.prefer ?? null,
    texts: new Map(),
    files: new Map(),
    hash: blobId,
    ...run.input,
  };
  let made = makePlan(input);
  if (made.plan !== null && made.wanted.length + made.unread.length > 0) {
    const texts = new Map<string, string | null>();
    for (const { issue, field, blob } of made.wanted)
      texts.set(blob, await tracker.readText(issue, field, blob));
    const read = await tracker.readComments(made.unread);
    const none = { comments: [], unreadable: [] };
    const comments = new Map(made.unread.map((issue) => [issue, read.get(issue) ?? none]));
    made = makePlan({ ...input, texts, comments });
  }
  if (made.plan === null) throw new Error(JSON.stringify(made.problems, null, 2));
  return made.plan;
}

/** Plans, writes, and gives the plan that was applied. */
export async function syncTexts(tracker: Tracker, run: SpecRun): Promise<Plan> {
  const plan = await planTexts(tracker, run);
  if (plan.writes.length === 0) return plan;
  const outcome = await tracker.commit({
    tip: plan.tracker.tip,
    writes: plan.writes,
    specs: plan.specWrites,
  });
  if (outcome.status !== "done") throw new Error("the tracker moved");
  return plan;
}

/** `create US-1`, `update #2`: what a plan would do, for short assertions. */
export function opsOf(plan: Plan): string[] {
  return plan.changes.map(({ op, subject }) => {
    const name = subject.number === null ? (subject.key ?? subject.title) : `#${subject.number}`;
    return `${op} ${name}`;
  });
}
