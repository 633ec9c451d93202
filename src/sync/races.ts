/** Writing where others write too: a lost race starts over, after a wait that follows how long the lost try took. */
import { SpectrynError } from "../errors.ts";
import type { Runtime } from "../ports/runtime.ts";
import type { Tracker } from "../ports/tracker.ts";

const longestWaitMs = 15_000;
const longestTryingMs = 300_000;

/** Tries, alone on this machine, until the tracker did not move meanwhile; a try reads and plans anew. */
export async function writeAlone<T extends object>(
  tracker: Tracker,
  runtime: Runtime,
  tryOnce: () => Promise<T | { readonly triedMs: number }>,
): Promise<T & { readonly tries: number }> {
  const started = runtime.clock.now().getTime();
  return tracker.exclusive(async () => {
    for (let tries = 1; ; tries += 1) {
      const tried = await tryOnce();
      if (!("triedMs" in tried)) return { ...tried, tries };
      const waitMs = Math.min(longestWaitMs, runtime.random() * tried.triedMs * 2 ** tries);
      if (runtime.clock.now().getTime() + waitMs - started > longestTryingMs) throw raceLost(tries, tracker);
      runtime.log(`somebody else wrote first (try ${tries}), waiting ${Math.round(waitMs)} ms`);
      await runtime.clock.sleep(waitMs);
    }
  });
}

function raceLost(tries: number, tracker: Tracker): SpectrynError {
  return new SpectrynError(
    "race-lost",
    `${tracker.name}: others wrote first ${tries} times in 5 minutes; nothing was written`,
    {
      hint: "Run the same command again when it is quieter.",
      data: { tries },
    },
  );
}
