/** Writing where others write too: a lost race starts over, after a wait that follows how long the lost try took. */
import { issueName } from "../core/issue/mentions.ts";
import { SpectrynError } from "../errors.ts";
import type { Runtime } from "../ports/runtime.ts";
import type { Lost, Tracker } from "../ports/tracker.ts";

const longestWaitMs = 15_000;
const longestTryingMs = 300_000;

/** Issues that lost tries created, and that stay, by `ownerSubject`. */
export type Earlier = ReadonlyMap<string, number>;

/** Tries, alone on this machine, until the tracker did not move meanwhile; a try reads and plans anew. */
export async function writeAlone<T extends object>(
  tracker: Tracker,
  runtime: Runtime,
  tryOnce: (earlier: Earlier) => Promise<T | Lost>,
): Promise<T & { readonly tries: number }> {
  const started = runtime.clock.now().getTime();
  return tracker.exclusive(async () => {
    let earlier: Earlier = new Map();
    for (let tries = 1; ; tries += 1) {
      const tried = await tryOnce(earlier);
      if (!("triedMs" in tried)) return { ...tried, tries };
      earlier = new Map([...earlier, ...(tried.created ?? [])]);
      const waitMs = Math.min(longestWaitMs, runtime.random() * tried.triedMs * 2 ** tries);
      if (runtime.clock.now().getTime() + waitMs - started > longestTryingMs) {
        throw raceLost(tries, tracker, earlier);
      }
      runtime.log(`somebody else wrote first (try ${tries}), waiting ${Math.round(waitMs)} ms`);
      await runtime.clock.sleep(waitMs);
    }
  });
}

/** What a run that ends without its batch has written. */
export function whatStays(earlier: Earlier): string {
  if (earlier.size === 0) return "nothing was written";
  const names = [...earlier.values()].map(issueName).join(", ");
  return `nothing was written but ${names}, which an earlier try of this run created`;
}

function raceLost(tries: number, tracker: Tracker, earlier: Earlier): SpectrynError {
  return new SpectrynError(
    "race-lost",
    `${tracker.name}: others wrote first ${tries} times in 5 minutes; ${whatStays(earlier)}`,
    {
      hint: "Run the same command again when it is quieter.",
      data: { tries },
    },
  );
}
