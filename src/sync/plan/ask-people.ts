/** Whether the host knows the people that a plan is about to name for the first time. */
import type { Forge } from "../../ports/forge.ts";

/** A plan with more new names than this is no matter of single requests. */
const mostAsked = 10;

/** By name; one that the host gave no answer for is left out. Nobody is asked for nobody. */
export async function askPeople(
  names: readonly string[],
  forge: Forge | null,
): Promise<ReadonlyMap<string, boolean>> {
  const answers = new Map<string, boolean>();
  if (forge === null || names.length > mostAsked) return answers;
  for (const name of names) {
    const found = await forge.findUsers(name).catch(() => null);
    // A host that does not answer once is not asked again: the plan is more than its warnings.
    if (found === null) break;
    answers.set(name, found.length > 0);
  }
  return answers;
}
