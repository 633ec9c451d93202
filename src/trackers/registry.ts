/** The stores: one line per adapter. */

import type { Tracker } from "../ports/tracker.ts";
import { openLocalTracker, openRemoteTracker } from "./branch/adapter.ts";
import { openEmbeddedTracker } from "./branch/embedded.ts";
import { openMemoryTracker } from "./memory/adapter.ts";

/** Each store is opened with what it needs. */
type Open = (...needs: never[]) => Tracker | Promise<Tracker>;

export const trackers = {
  local: openLocalTracker,
  embedded: openEmbeddedTracker,
  branch: openRemoteTracker,
  memory: openMemoryTracker,
} as const satisfies Record<string, Open>;
