/** Wrong usage that the parser of arguments found, for programs. */
import { exitCodes, SpectrynError } from "../errors.ts";
import { errorJson } from "./exit.ts";
import { renderDocument } from "./json.ts";

/** Whether the flag is among the arguments, before a `--`. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end === -1 ? args.length : end).includes("--json");
}

/** `said`: as people get it, its advice in parentheses on a line of its own. */
export function usageDocument(command: string, said: string): string {
  const [first = "", ...advice] = said.trimEnd().split("\n");
  const hint = advice.length === 0 ? "spectryn --help shows the commands and flags" : advice.join("\n");
  const error = new SpectrynError("usage", first.replace(/^error: /, ""), {
    hint: hint.replace(/^\((.*)\)$/s, "$1"),
  });
  return renderDocument(command.replace(/^spectryn /, ""), exitCodes.failed, { error: errorJson(error) });
}
