/**
 * A plan on the screen, and the same plan as a result: one renderer for both, so that what was shown is
 * what was done.
 */
import { causeText } from "../../core/commits/commits.ts";
import { fieldShape } from "../../core/issue/field.ts";
import { fieldLabel } from "../../core/issue/field-label.ts";
import { ownerSubject } from "../../core/issue/issue.ts";
import { issueName } from "../../core/issue/mentions.ts";
import {
  type Cause,
  type Change,
  type ChangeOp,
  changeOps,
  countOps,
  type Plan,
} from "../../core/plan/change.ts";
import { olderLine } from "../../core/plan/guard.ts";
import type { FieldChange } from "../../core/reconcile/reconcile.ts";
import type { Settings } from "../../core/settings.ts";
import type { Paint, Style } from "../terminal.ts";
import { attachmentFact, attachmentLines } from "./attachment.ts";
import { renderComment } from "./comment.ts";
import { diffTexts } from "./diff.ts";
import { showValue } from "./field.ts";
import { cutTo, padTo, plural, widthOf } from "./text.ts";

export interface ChangeView {
  readonly settings: Settings;
  /** Given once the plan was applied: the new tip and the numbers of created issues. */
  readonly done: { readonly tip: string | null; readonly numbers: ReadonlyMap<string, number> } | null;
  readonly columns: number;
  readonly paint: Paint;
  /** A spec's path as it is typed here. */
  readonly show: (path: string) => string;
}

export interface PlanView extends ChangeView {
  readonly plan: Plan;
}

const signs: Readonly<Record<ChangeOp, readonly [sign: string, style: Style]>> = {
  create: ["+", "green"],
  update: ["~", "yellow"],
  move: [">", "yellow"],
  agree: ["=", "dim"],
  pull: ["<", "cyan"],
  conflict: ["!", "red"],
  renamed: ["?", "magenta"],
  withheld: ["!", "red"],
  orphan: ["?", "magenta"],
  close: ["-", "red"],
  delete: ["-", "red"],
};

export function renderPlan(view: PlanView): string {
  const { plan } = view;
  const lines = [headLine(view)];
  for (const { path, behind, takesBack = [] } of plan.specs) {
    if (takesBack.length > 0) lines.push(`  ${olderLine(view.show(path), takesBack)}`);
    if (behind > 0)
      lines.push(
        `  ${view.show(path)} is ${plural(behind, "sync")} behind: what the tracker got since is not reverted (git pull brings it, or write it into the file)`,
      );
  }
  for (const change of plan.changes) {
    if (change.op === "agree" || change.op === "move") continue;
    lines.push(...renderChange(change, view));
  }
  lines.push(...moveLines(view));
  const agreed = plan.changes.filter(({ op }) => op === "agree").length;
  if (agreed > 0) lines.push(view.paint("dim", `  = agreed   ${plural(agreed, "item")}`));
  if (plan.same > 0) lines.push(view.paint("dim", `  = same     ${plural(plan.same, "item")}`));
  for (const { path, reason } of plan.unreadable) {
    lines.push(`  ${view.paint("red", "! cannot be read")}  ${path}: ${reason}`);
  }
  lines.push(...unpublishedLines(view));
  return `${lines.join("\n")}\n`;
}

/** What this clone's branch has and the shared one contradicts. */
function unpublishedLines({ plan, paint }: PlanView): string[] {
  const shown = (value: string | null) => cutTo(value ?? "(none)", 40);
  return plan.unpublished.map(({ path, field, base, ours, theirs }) => {
    const sides = `base ${shown(base)} | this clone ${shown(ours)} | published ${shown(theirs)}`;
    return `  ${paint("red", "! conflict")} ${path} ${fieldLabel(field)}: ${sides}`;
  });
}

function headLine({ plan, done, show, columns, paint }: PlanView): string {
  const specs = plan.specs.map(({ path }) => show(path));
  const from =
    specs.length > 3 ? `${specs.slice(0, 2).join(", ")} and ${specs.length - 2} more` : specs.join(", ");
  const tip = done?.tip ?? plan.tracker.tip;
  const head = `${from} -> ${plan.tracker.name}${tip === null ? " (new)" : ` @ ${tip.slice(0, 7)}`}`;
  const count = plural(plan.items, "item");
  const gap = Math.max(2, Math.min(columns, 100) - widthOf(head) - widthOf(count));
  return `${paint("bold", head)}${" ".repeat(gap)}${count}`;
}

export function renderChange(change: Change, view: ChangeView): string[] {
  const { op, subject, note } = change;
  const [sign, style] = signs[op];
  const head = `  ${view.paint(style, padTo(`${sign} ${op}`, 10))} ${padTo(idOf(change, view), 8)} `;
  const isPart = (subject.kind === "comment" || subject.kind === "attachment") && subject.number !== null;
  const title = cutTo(
    isPart ? `${issueName(subject.number)} ${subject.title}` : subject.title,
    isPart ? 80 : 48,
  );
  const facts = op === "create" ? createFacts(change, view) : "";
  const lines = [`${head}${facts === "" ? title : `${padTo(title, 32)}  ${facts}`}`];
  if (note !== null) lines.push(`       ${view.paint("dim", note)}`);
  const fields = op === "create" ? [] : change.fields.flatMap((field) => renderField(field, change, view));
  return [...lines, ...fields, ...attachmentLines(change, view.paint), ...causeLines(change, view)];
}

/** Commits that act on an issue without being the reason of its new state. */
function causeLines({ fields, causes }: Change, view: ChangeView): string[] {
  const rest = fields.length === 0 ? causes : causes.filter((cause) => cause !== deciding(causes));
  return rest.map((cause) => `       ${padTo("commit", 13)} ${view.paint("dim", causeText(cause))}`);
}

function deciding(causes: readonly Cause[]): Cause | undefined {
  return causes.findLast(({ action }) => action !== "link");
}

function idOf({ op, subject }: Change, { done }: ChangeView): string {
  const { kind, number, namespace, key } = subject;
  if (kind !== "issue") return kind;
  if (number !== null) return issueName(number);
  const given =
    op === "create" && key !== null ? done?.numbers.get(ownerSubject({ namespace, key })) : undefined;
  return given === undefined ? (key ?? "") : `#${given}`;
}

function createFacts(
  { subject, values, place, fields, attachments }: Change,
  { settings, show, done }: ChangeView,
): string {
  const facts: string[] = [];
  if (subject.kind === "milestone" && subject.key !== null) facts.push(`epic ${subject.key} as a milestone`);
  if (subject.kind === "issue" && subject.type !== null) facts.push(subject.type);
  if (done !== null && subject.kind === "issue" && subject.key !== null) facts.push(subject.key);
  if (values?.state !== undefined && subject.kind === "issue")
    facts.push(showValue("state", values.state, settings));
  if (values?.priority !== undefined) facts.push(showValue("priority", values.priority, settings));
  if (values?.assignee != null) facts.push(`@${values.assignee}`);
  if (fields.length > 0) facts.push(plural(fields.length, "comment"));
  const attached = attachmentFact(attachments);
  if (attached !== null) facts.push(attached);
  if (place !== null) facts.push(`${show(place.file)}:${place.line}`);
  return facts.join("  ");
}

function renderField(field: FieldChange, change: Change, view: ChangeView): string[] {
  const label = padTo(fieldLabel(field.field), 13);
  const spec = change.place === null ? "the spec" : view.show(change.place.file);
  const { comment } = field;
  if (comment !== undefined) return renderComment({ ...field, comment }, { ...view, spec });
  const show = (value: FieldChange["spec"], word: string | null = null) =>
    cutTo(showValue(field.field, value, view.settings, word), 40);
  if (field.outcome === "conflict") {
    const sides = `base ${show(field.base)} | ${spec} ${show(field.spec, change.status)} | tracker ${show(field.tracker)}`;
    return [`       ${label} ${sides}`];
  }
  const isPull = field.outcome === "pull";
  const cause = deciding(change.causes);
  const [before, after] = [isPull ? field.spec : field.tracker, field.result];
  const why = field.merged
    ? "changed on both sides, merged"
    : isPull
      ? "changed in the tracker"
      : cause !== undefined
        ? `by ${causeText(cause)}`
        : `changed in ${spec}`;
  if (fieldShape(field.field) === "text") {
    const diff = diffTexts(before ?? null, after ?? null, Math.max(40, view.columns - 12), view.paint);
    return [
      `       ${label} ${padTo(diff.summary, 40)} ${view.paint("dim", why)}`,
      ...diff.lines.map((line) => `         ${line}`),
    ];
  }
  const words = `${show(before, isPull ? change.status : null)} -> ${show(after, isPull ? null : change.status)}`;
  return [`       ${label} ${padTo(words, 40)} ${view.paint("dim", why)}`];
}

/** A spec's new path is one line, however many items moved with it. */
function moveLines({ plan, paint, show }: PlanView): string[] {
  const moves = new Map<string, number>();
  for (const { op, note, place } of plan.changes) {
    if (op !== "move") continue;
    const route = `${show(note ?? "")} -> ${show(place?.file ?? "")}`;
    moves.set(route, (moves.get(route) ?? 0) + 1);
  }
  return [...moves].map(
    ([route, count]) => `  ${paint("yellow", "> move    ")} ${plural(count, "item")}  ${route}`,
  );
}

const written: readonly ChangeOp[] = ["create", "update", "move", "agree", "close", "delete"];
const words: Partial<Record<ChangeOp, string>> = { agree: "agreed" };

/** Counts of what is written, and of what is left as it is: `2 creates (1 milestone, 1 story), 1 update`. */
export function countLines(plan: Pick<Plan, "changes">): { readonly written: string; readonly left: string } {
  const counts = countOps(plan);
  const line = (ops: readonly ChangeOp[]) =>
    ops
      .filter((op) => counts[op] > 0)
      .map((op) => {
        const word = words[op] ?? op;
        const count =
          word.endsWith("ed") || op === "withheld" ? `${counts[op]} ${word}` : plural(counts[op], word);
        return op === "create" ? `${count} (${createdKinds(plan)})` : count;
      })
      .join(", ");
  return { written: line(written), left: line(changeOps.filter((op) => !written.includes(op))) };
}

function createdKinds(plan: Pick<Plan, "changes">): string {
  const kinds = plan.changes
    .filter(({ op }) => op === "create")
    .map(({ subject }) => (subject.kind === "issue" ? (subject.type ?? "issue") : subject.kind));
  return [...new Set(kinds)]
    .map((kind) => plural(kinds.filter((other) => other === kind).length, kind))
    .join(", ");
}
