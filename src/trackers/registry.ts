/** The stores: one line per adapter. */
import type { Abilities } from "../core/abilities.ts";
import type { Tracker } from "../ports/tracker.ts";
import { apiAbilities } from "./bitbucket-api/abilities.ts";
import { branchAbilities } from "./branch/abilities.ts";
import { openLocalTracker, openRemoteTracker } from "./branch/adapter.ts";

/** Each store is opened with what it needs. */
type Open = (...needs: never[]) => Tracker | Promise<Tracker>;

/** A store that is loaded when it is opened. */
const later =
  <Needs extends unknown[]>(load: () => Promise<(...needs: Needs) => Tracker | Promise<Tracker>>) =>
  async (...needs: Needs) =>
    (await load())(...needs);

export const trackers = {
  local: openLocalTracker,
  embedded: later(async () => (await import("./branch/embedded.ts")).openEmbeddedTracker),
  branch: openRemoteTracker,
  api: later(async () => (await import("./bitbucket-api/adapter.ts")).openApiTracker),
  memory: later(async () => (await import("./memory/adapter.ts")).openMemoryTracker),
} as const satisfies Record<string, Open>;

/** By the names that people give them (`--tracker`); the docs print this table. */
export const trackerAbilities = {
  local: branchAbilities,
  bitbucket: branchAbilities,
  "bitbucket (api)": apiAbilities,
} as const satisfies Record<string, Abilities>;
