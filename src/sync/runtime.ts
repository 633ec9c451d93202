/** The real surroundings: this process's clock, environment and randomness. */
import { setTimeout } from "node:timers/promises";
import { ulid } from "ulid";
import type { Runtime } from "../ports/runtime.ts";

export type { Runtime } from "../ports/runtime.ts";

export function makeRuntime(options: Partial<Runtime> = {}): Runtime {
  const { signal } = options;
  return {
    cwd: process.cwd(),
    env: process.env,
    clock: {
      now: () => new Date(),
      sleep: async (ms) => {
        await setTimeout(ms, undefined, { signal });
      },
    },
    newId: ulid,
    random: Math.random,
    log: () => {},
    hasTerminal: false,
    ...options,
  };
}
