/** Problems as `file:line:column  severity  code  message`, in the order of the files. */
import { formatPlace, type Problem, type Severity } from "../../core/item/problem.ts";
import type { Paint, Style } from "../terminal.ts";
import { oneLine } from "./text.ts";

const styles: Readonly<Record<Severity, Style>> = { error: "red", warning: "yellow", note: "cyan" };

export function renderProblems(
  problems: readonly Problem[],
  paint: Paint,
  show: (path: string) => string,
): string {
  const rows = problems.map((problem) => {
    const at = formatPlace({ ...problem.place, file: show(problem.place.file) });
    const other = problem.other && formatPlace({ ...problem.other, file: show(problem.other.file) });
    return { at, problem, other };
  });
  return rows
    .map(({ at, problem: { severity, code, message }, other }) => {
      const seen = other === undefined || message.includes(other) ? "" : ` (see ${other})`;
      return `${at}  ${paint(styles[severity], severity)}  ${code}  ${message}${seen}\n`;
    })
    .join("");
}

const shownNotes = 10;

/** What commits say that changes nothing, one line each; of very many only the first. */
export function renderNotes(notes: readonly string[], paint: Paint): string {
  const more = notes.length - shownNotes;
  const shown = more > 0 ? [...notes.slice(0, shownNotes), `and ${more} more; --json shows all`] : notes;
  return shown.map((note) => `${paint("cyan", "note:")} ${oneLine(note)}\n`).join("");
}
