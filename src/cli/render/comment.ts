/** Changes of comments, as a plan shows them below their issue. */
import { commentTitle } from "../../core/comments/reconcile.ts";
import type { FieldValue } from "../../core/issue/field.ts";
import type { CommentName, FieldChange } from "../../core/reconcile/reconcile.ts";
import type { Paint } from "../terminal.ts";
import { diffTexts } from "./diff.ts";
import { cutTo, padTo } from "./text.ts";

export interface CommentView {
  readonly columns: number;
  readonly paint: Paint;
  /** The spec, as people name it. */
  readonly spec: string;
}

export type CommentChange = FieldChange & { readonly comment: CommentName };

/** New and removed ones are one line, changed ones their name and what differs. */
export function renderComment(
  { comment, outcome, spec, tracker }: CommentChange,
  view: CommentView,
): string[] {
  const { columns, paint } = view;
  const label = `       ${padTo("comment", 13)}`;
  const name = commentTitle(comment);
  const width = Math.max(40, columns - 46);
  if (outcome === "conflict" && tracker === null) {
    const why = `changed in ${view.spec}, removed in the tracker`;
    return [
      `${label} ${padTo(`${name}: ${quoteText(spec!, width - name.length)}`, 40)} ${paint("dim", why)}`,
    ];
  }
  const isPull = outcome === "pull";
  const [before, after] = isPull ? [spec ?? null, tracker] : [tracker, spec ?? null];
  const where = isPull ? "the tracker" : view.spec;
  const line = (sign: "+" | "-", text: FieldValue, why: string) =>
    `${label} ${padTo(`${sign} ${name}: ${quoteText(text, width - name.length)}`, 40)} ${paint("dim", why)}`;
  if (before === null) return [line("+", after, `new in ${where}`)];
  if (after === null) return [line("-", before, `removed in ${where}`)];
  const why =
    outcome === "conflict"
      ? `tracker - | ${view.spec} +`
      : isPull
        ? "differs in the tracker"
        : `changed in ${view.spec}`;
  const diff = diffTexts(before, after, Math.max(40, columns - 12), paint);
  return [
    `${label} ${padTo(`${name} ${diff.summary}`, 40)} ${paint("dim", why)}`,
    ...diff.lines.map((text) => `         ${text}`),
  ];
}

/** Its first line. */
function quoteText(text: FieldValue, width: number): string {
  const [line = "", ...others] = String(text).split("\n");
  const start = others.length === 0 ? line : `${line} …`;
  return `"${cutTo(start, Math.max(16, width))}"`;
}
