/** The stores: one line per adapter. */

import type { Tracker } from "../ports/tracker.ts";
import { openLocalTracker, openRemoteTracker } from "./branch/adapter.ts";
import { openMemoryTracker } from "./memory/adapter.ts";

// biome-ignore lint/suspicious/noExplicitAny: each store is opened with what it needs
type Open = (...needs: any[]) => Tracker;

export const trackers = {
  local: openLocalTracker,
  branch: openRemoteTracker,
  memory: openMemoryTracker,
} as const satisfies Record<string, Open>;
