/** Attachments on the screen: in a plan, and of one issue. */
import { showBytes } from "../../core/bytes.ts";
import type { Attachment } from "../../core/issue/issue.ts";
import { issueName } from "../../core/issue/mentions.ts";
import type { AttachmentChange, Change } from "../../core/plan/change.ts";
import type { RemovedFile } from "../../sync/attachments/work.ts";
import type { Paint } from "../terminal.ts";
import { cutTo, oneLine, padTo, plural, widthOf } from "./text.ts";

/** One line for each attachment that an update changes. */
export function attachmentLines({ op, attachments }: Change, paint: Paint): string[] {
  if (op === "create") return [];
  return attachments.map((change) => `       ${padTo("attachment", 13)} ${describe(change, paint)}`);
}

/** `3 attachments (96 kB)`, for the line of a create; `null` where there is none. */
export function attachmentFact(attachments: readonly AttachmentChange[]): string | null {
  if (attachments.length === 0) return null;
  const bytes = attachments.reduce((sum, { after }) => sum + after.size, 0);
  return `${plural(attachments.length, "attachment")} (${showBytes(bytes)})`;
}

function describe({ before, after }: AttachmentChange, paint: Paint): string {
  const name = cutTo(oneLine(after.name), 40);
  const size = showBytes(after.size);
  if (before === null) return `${paint("green", "+")} ${name} (${size})`;
  const sign = paint("yellow", "~");
  const parts: string[] = [];
  if (before.sha256 !== after.sha256) parts.push(`new version, ${showBytes(before.size)} -> ${size}`);
  if (before.name !== after.name) parts.push(`was ${cutTo(oneLine(before.name), 40)}`);
  if (before.path !== after.path) parts.push(`now at ${oneLine(after.path ?? "")}`);
  if (before.description !== after.description) {
    parts.push(after.description === null ? "no description" : `"${cutTo(oneLine(after.description), 40)}"`);
  }
  return `${sign} ${name} (${parts.join("; ")})`;
}

export function renderAttachments(
  number: number,
  attachments: readonly Attachment[],
  /** Names of files that people put there on the host. */
  others: readonly string[],
  columns: number,
  paint: Paint,
): string {
  const count = attachments.length + others.length;
  const head = `${issueName(number)} has ${count === 0 ? "no attachments" : plural(count, "attachment")}`;
  const names = [...attachments.map(({ name }) => name), ...others].map((name) => cutTo(oneLine(name), 40));
  const width = Math.max(0, ...names.map(widthOf));
  const lines = attachments.map(({ id, size, description }, at) => {
    const facts = `${id}  ${padTo(names[at]!, width)}  ${showBytes(size).padStart(9)}`;
    const text = description === null ? "" : `  ${paint("dim", oneLine(description))}`;
    return cutTo(`${facts}${text}`, Math.max(columns, 60));
  });
  const theirs = others.map((_, at) => {
    const name = padTo(names[attachments.length + at]!, width);
    return `${"-".padEnd(12)}  ${name}  ${"".padStart(9)}  ${paint("dim", "put there on the host")}`;
  });
  return `${[paint("bold", head), ...lines, ...theirs].join("\n")}\n`;
}

/** What a command did to the attachments of an issue. */
export function renderAttachmentChange(
  number: number,
  { title, changes, removed }: AttachmentOutcome,
  paint: Paint,
): string {
  const head = `${issueName(number)} ${oneLine(title)}`;
  if (changes.length + removed.length === 0) return `nothing to change in ${head}\n`;
  const verb = removed.length > 0 ? "detached from" : "attached to";
  const gone = removed.map(
    ({ name, size }) =>
      `${paint("red", "-")} ${oneLine(name)}${size === null ? "" : ` (${showBytes(size)})`}`,
  );
  const lines = [...changes.map((change) => describe(change, paint)), ...gone];
  return `${[`${paint("bold", verb)} ${head}`, ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
}

export interface AttachmentOutcome {
  readonly title: string;
  readonly changes: readonly AttachmentChange[];
  readonly removed: readonly RemovedFile[];
}
