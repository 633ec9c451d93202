/** What keywords in commits did, in the words of a plan. */
import type { CommitsRun } from "../../sync/commits/commits.ts";
import type { ScannedBranch } from "../../sync/commits/scan.ts";
import { type ChangeView, countLines, renderChange } from "./plan.ts";
import { plural } from "./text.ts";

export function renderCommits(run: CommitsRun, tracker: string, isDryRun: boolean, view: ChangeView): string {
  const { branches, changes, tip, isWritten } = run;
  const heads = branches.map((branch) => view.paint("bold", branchLine(branch)));
  const lines = [...heads, ...changes.flatMap((change) => renderChange(change, view))];
  const { written } = countLines(run);
  if (changes.length === 0) lines.push("Nothing to do.");
  else if (isDryRun) lines.push(`Plan: ${written}. Nothing written.`);
  else if (isWritten) lines.push(`Done: ${written}. Written and read back: ${tracker} @ ${tip?.slice(0, 7)}`);
  return `${lines.join("\n")}\n`;
}

function branchLine({ name, head, kind, from, commits }: ScannedBranch): string {
  const at = `${name} @ ${head.slice(0, 7)}`;
  switch (kind) {
    case "read":
      return `${at}: ${plural(commits, "commit")} since ${from.map((mark) => mark.slice(0, 7)).join(" and ")}`;
    case "first":
      return `${at}: commits act from here on; what is there already acts only with --since`;
    case "nothing":
      return `${at}: no new commits`;
    case "missing":
    case "rewritten":
      return `${at}: not read`;
  }
}
