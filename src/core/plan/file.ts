/** A plan as a file, and what makes a plan made again the same plan. */
import * as z from "zod";
import { SpectrynError } from "../../errors.ts";
import { issueName } from "../issue/mentions.ts";
import { shellWord } from "../shell.ts";
import type { Change, Plan } from "./change.ts";

const savedCause = z.object({ sha: z.string(), action: z.string(), words: z.string() });
const savedChange = z.looseObject({
  op: z.string(),
  subject: z.looseObject({ kind: z.string() }),
  causes: z.array(savedCause).default([]),
});

const savedPlan = z.object({
  version: z.literal(1),
  tracker: z.object({ name: z.string(), id: z.string().nullable(), tip: z.string().nullable() }),
  settings: z.string(),
  story: z.string().nullable(),
  prefer: z.enum(["spec", "tracker"]).nullable(),
  specs: z.array(z.object({ path: z.string(), blob: z.string(), behind: z.number() })).min(1),
  changes: z.array(savedChange),
  scanned: z.record(z.string(), z.string()).default({}),
});

/** The parts of a plan file that `apply` goes by; its other parts are for people and programs to read. */
export type SavedPlan = z.infer<typeof savedPlan>;

/** JSON, indented, with a line end; equal plans give equal bytes. */
export function renderPlanFile(plan: Plan, prefer: "spec" | "tracker" | null): string {
  return `${JSON.stringify({ ...plan, prefer }, null, 2)}\n`;
}

export function parsePlanFile(text: string, file: string): SavedPlan {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw unreadable(file, `it is not JSON (${(cause as Error).message})`, cause);
  }
  const result = savedPlan.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw unreadable(file, `${issue.path.join(".") || "the file"}: ${issue.message}`, result.error);
}

/** Whether a text is, or began as, a plan of any version, and so may be replaced by a new one. */
export function isPlanFile(text: string): boolean {
  return /^\s*\{\s*"version":\s*\d+,\s*"tracker":/.test(text);
}

function unreadable(file: string, why: string, cause: unknown): SpectrynError {
  return new SpectrynError("plan-unreadable", `${file} is no plan of this version: ${why}`, {
    hint: `Make it again: spectryn plan -o ${shellWord(file.endsWith(".json") ? file : "plan.json")}`,
    data: { file },
    cause,
  });
}

const writtenOps: ReadonlySet<string> = new Set(["create", "update", "move", "close", "delete"]);

function written(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ op }) => writtenOps.has(op));
}

/** What differs between the writes of a saved plan and a fresh one, one line each; empty: the same plan. */
export function comparePlans(saved: readonly Change[], fresh: readonly Change[]): string[] {
  const [before, after] = [written(saved), written(fresh)];
  const lost = without(before, after).map((change) => `no longer  ${changeName(change)}`);
  const added = without(after, before).map((change) => `now also   ${changeName(change)}`);
  return [...lost, ...added];
}

/** The changes that are left when each of the others took one like it: two creates of one title are two. */
function without(changes: readonly Change[], others: readonly Change[]): Change[] {
  const like = new Map<string, number>();
  for (const key of others.map(changeKey)) like.set(key, (like.get(key) ?? 0) + 1);
  return changes.filter((change) => {
    const key = changeKey(change);
    const count = like.get(key) ?? 0;
    like.set(key, count - 1);
    return count <= 0;
  });
}

/**
 * Everything that is written. The key of a new id-less subtask is not, it depends on what others took; nor is the title
 * of an issue that has a number, but for a deletion, which is confirmed by what it takes away.
 */
function changeKey({ op, subject, fields, values, attachments, causes }: Change): string {
  const isGivenKey = op === "create" && subject.type === "subtask" && (subject.key ?? "").includes("/");
  const key = isGivenKey ? null : subject.key;
  const written = fields.map(({ field, outcome, result }) => [field, outcome, result]);
  const isLabel = subject.kind === "issue" && subject.number !== null && op !== "delete";
  const about = [subject.kind, subject.number, key, isLabel ? null : subject.title];
  return JSON.stringify([op, ...about, written, values, attachments, causes]);
}

function changeName({ op, subject }: Change): string {
  const id = subject.number === null ? (subject.key ?? subject.kind) : issueName(subject.number);
  return `${op} ${id} ${subject.title}`;
}
