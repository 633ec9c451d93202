/** Unpublished issues get their numbers before anything else is written, so that plan and specs can name them. */
import type { Snapshot } from "../../core/issue/issue.ts";
import { provisionalNumber, replaceMentions } from "../../core/issue/mentions.ts";
import type { Change } from "../../core/plan/change.ts";
import type { Settings } from "../../core/settings.ts";
import type { Tracker } from "../../ports/tracker.ts";
import type { Workspace } from "../workspace.ts";
import type { Renamed } from "./rename-in-specs.ts";
import { type NamesGiven, nameInSpecs } from "./waiting-names.ts";

/** Publishes what only this clone has, and renames in the specs. */
export async function nameIssues(
  workspace: Workspace,
  tracker: Tracker,
  snapshot: Snapshot,
  { paths, settings }: { readonly paths: readonly string[]; readonly settings: Settings },
): Promise<NamesGiven | { readonly triedMs: number }> {
  const outcome = await tracker.commit({ tip: snapshot.tip, writes: [], specs: {} });
  if (outcome.status === "moved") return { triedMs: outcome.triedMs };
  const { renamed } = outcome;
  const known = Object.keys(snapshot.specs);
  return nameInSpecs({ workspace, settings, paths, known }, snapshot, renamed);
}

/** Changes that somebody confirmed while the issues had no numbers, as they read now. */
export function renameChanges(changes: readonly Change[], renamed: Renamed): readonly Change[] {
  const names = new Map(renamed.map(({ from, number }) => [from, `#${number}`]));
  const numbers = new Map(renamed.map(({ from, number }) => [provisionalNumber(from), number]));
  return JSON.parse(JSON.stringify(changes), (_key, value: unknown) => {
    if (typeof value === "number") return numbers.get(value) ?? value;
    return typeof value === "string" ? replaceMentions(value, names) : value;
  }) as Change[];
}
