import { listNames, type NameUse } from "../../../core/issue/names.ts";
import type { NameKind } from "../../../core/issue/write.ts";
import { exitCodes } from "../../../errors.ts";
import { cutTo, padTo, plural, widthOf } from "../../render/text.ts";
import type { Paint } from "../../terminal.ts";
import { type IssueFlags, runIssue } from "../issue/desk.ts";

export async function runNameList(kind: NameKind, flags: IssueFlags): Promise<void> {
  await runIssue(`${kind} list`, flags, async ({ session, read }) => {
    const { terminal, paint } = session;
    const names = listNames(await read(), kind);
    return { text: listText(kind, names, terminal.columns, paint), data: { names }, exit: exitCodes.done };
  });
}

const longestName = 60;

function listText(kind: NameKind, names: readonly NameUse[], columns: number, paint: Paint): string {
  const isMilestone = kind === "milestone";
  const heads = ["name", ...(isMilestone ? ["state"] : []), "open", "done", isMilestone ? "epics" : ""];
  const rows = names.map((use) => [
    cutTo(use.name, longestName),
    ...(isMilestone ? [use.state ?? ""] : []),
    String(use.open),
    String(use.done),
    use.isListed ? use.epics.map(({ key }) => key).join(", ") : `not in the list: spectryn ${kind} add`,
  ]);
  const widths = heads.map((head, column) =>
    Math.max(widthOf(head), ...rows.map((row) => widthOf(row[column]!))),
  );
  const line = (cells: readonly string[]) =>
    cutTo(cells.map((cell, column) => padTo(cell, widths[column]!)).join("  "), columns).trimEnd();
  const body = rows.map((row, index) =>
    names[index]!.state === "closed" ? paint("dim", line(row)) : line(row),
  );
  const table = names.length === 0 ? [] : [paint("bold", line(heads)), ...body];
  return `${[...table, plural(names.length, kind)].join("\n")}\n`;
}
