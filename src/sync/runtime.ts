/** The real surroundings: this process's clock, environment and randomness. */
import { randomFillSync } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { monotonicFactory } from "ulid";
import type { Runtime } from "../ports/runtime.ts";

export type { Runtime } from "../ports/runtime.ts";

/** What is left out, or `undefined`, is this process's own. */
export type RuntimeOptions = { readonly [Key in keyof Runtime]?: Runtime[Key] | undefined };

export function makeRuntime(options: RuntimeOptions = {}): Runtime {
  const { signal } = options;
  const isGiven = ([, value]: [string, unknown]) => value !== undefined;
  const given = Object.fromEntries(Object.entries(options).filter(isGiven)) as Partial<Runtime>;
  // Ids of one process are in the order of their making, within a millisecond too.
  const nextId = monotonicFactory(makeRandom());
  return {
    cwd: process.cwd(),
    env: process.env,
    clock: {
      now: () => new Date(),
      sleep: async (ms, own) => {
        const signals = [signal, own].filter((one) => one !== undefined);
        await sleep(ms, undefined, { signal: AbortSignal.any(signals) });
      },
      alarm(ms, ring) {
        const timer = setTimeout(ring, ms);
        return () => clearTimeout(timer);
      },
    },
    newId: () => nextId(),
    random: Math.random,
    log: () => {},
    tell: () => {},
    hasTerminal: false,
    ...given,
  };
}

/**
 * Random bytes as fractions below 1, fetched many at a time: left alone, `ulid` asks the system for each of
 * its 16 letters.
 */
function makeRandom(): () => number {
  const bytes = new Uint8Array(4096);
  let used = bytes.length;
  return () => {
    if (used === bytes.length) {
      randomFillSync(bytes);
      used = 0;
    }
    used += 1;
    return bytes[used - 1]! / 256;
  };
}
