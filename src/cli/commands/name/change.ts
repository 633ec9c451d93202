import type { NameKind } from "../../../core/issue/write.ts";
import { shellWords } from "../../../core/shell.ts";
import { exitCodes } from "../../../errors.ts";
import { type NameChange, type PlannedName, planNameChange } from "../../../sync/issues/names.ts";
import { plural } from "../../render/text.ts";
import { type IssueFlags, runIssue } from "../issue/desk.ts";

export async function runNameChange(kind: NameKind, change: NameChange, flags: IssueFlags): Promise<void> {
  await runIssue(`${kind} ${change.op}`, flags, async ({ session, opened, change: write }) => {
    const { terminal, paint, show } = session;
    const { result, outcome } = await write((snapshot) => {
      const planned = planNameChange(snapshot, kind, change);
      return { writes: planned.writes, result: planned };
    });
    for (const note of result.notes) terminal.err(`${paint("cyan", "note:")} ${note}\n`);
    const { name, to, issues, specs } = result;
    const data = { kind, name, to, issues, specs, tip: outcome?.tip ?? null };
    if (outcome === null) return { text: "Nothing to do.\n", data, exit: exitCodes.done };
    const where = outcome.isUnpublished
      ? "It is kept in this clone: spectryn push"
      : `Written and read back: ${opened.tracker.name} @ ${outcome.tip?.slice(0, 7)}`;
    const lines = [`Done: ${doneText(kind, change, result)}. ${where}`, ...specLines(result, show)];
    return { text: `${lines.join("\n")}\n`, data, exit: exitCodes.done };
  });
}

function doneText(kind: NameKind, { op }: NameChange, { name, to, issues }: PlannedName): string {
  const what = `${kind} ${JSON.stringify(name)}`;
  const count = plural(issues, "issue");
  if (op === "add") return `added the ${what}`;
  if (op === "close") return `closed the ${what}`;
  if (op === "reopen") return `opened the ${what} again`;
  if (op === "rename")
    return `the ${what} is now ${JSON.stringify(to)}${issues === 0 ? "" : `, also of ${count}`}`;
  const left = to === null ? `${count} without one` : `${count} now with ${JSON.stringify(to)}`;
  return `removed the ${what}${issues === 0 ? "" : `, ${left}`}`;
}

/** A rename is the tracker's change: the specs get it when somebody says so. */
function specLines({ specs, name }: PlannedName, show: (path: string) => string): string[] {
  if (specs.length === 0) return [];
  const files = shellWords(specs.map(show));
  return [
    `Where ${specs.map(show).join(", ")} still says ${JSON.stringify(name)}: spectryn sync ${files} --direction both`,
  ];
}
