import type { NamesGiven } from "../sync/numbers/waiting-names.ts";
import type { Session } from "./session.ts";

/** Issues that had no number until now. */
export function tellNames({ renamed, renamedIn }: NamesGiven, { terminal, show }: Session): void {
  for (const { from, number } of renamed) terminal.err(`${from} is #${number}\n`);
  for (const file of renamedIn) terminal.err(`${show(file)} says so now\n`);
}
