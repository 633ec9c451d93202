/** Reads what `git push --porcelain` reports of one ref: done, a lost race, or a veto. */
import type { SpectrynError } from "../errors.ts";
import type { Finished } from "../process/run.ts";
import { gitFailure, remoteLines } from "./failures.ts";
import { vetoError } from "./vetoes.ts";

/** Reasons that mean "somebody else was first"; everything else a server refuses is its decision. */
const lostRace =
  /stale info|fetch first|non-fast-forward|needs force|cannot lock ref|failed to lock|unable to lock|incorrect old value|atomic (?:transaction|push) failed|reference already exists|is at [0-9a-f]+ but expected|\.lock': File exists/i;

export function parsePushAnswer(args: readonly string[], ended: Finished, ref: string): "done" | "moved" {
  const line = ended.stdout
    .toString("utf8")
    .split("\n")
    .map((text) => text.split("\t"))
    .find(([, names]) => names?.endsWith(`:${ref}`));
  const [flag, , summary = ""] = line ?? [];
  if (ended.code === 0 && flag !== undefined && flag !== "!") return "done";
  // No verdict on our ref, or the connection ended before it: authentication, network, a missing repository.
  if (flag !== "!" || summary.startsWith("[remote failure]")) throw gitFailure(args, ended);
  const said = remoteLines(ended.stderr);
  if ([summary, ...said].some((text) => lostRace.test(text))) return "moved";
  throw refusal(summary, said);
}

function refusal(summary: string, said: readonly string[]): SpectrynError {
  const reason = /\((.*)\)$/.exec(summary)?.[1] ?? summary;
  const lines = said.filter((line) => /[\p{L}\p{N}]/u.test(line));
  return vetoError(reason, lines);
}
