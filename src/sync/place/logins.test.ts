/** A tracker behind several forms of a login. */
import { expect, it } from "vitest";
import { countingIds, tickingClock } from "../../../test/support/tracker-builders.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { makeMemoryStore, openMemoryTracker } from "../../trackers/memory/adapter.ts";
import { withCauses, withLogins } from "./logins.ts";

it("hands on what a read is asked for", async () => {
  const memory = openMemoryTracker(makeMemoryStore(), { clock: tickingClock(), newId: countingIds() });
  const asked: unknown[] = [];
  const tracker: Tracker = {
    ...memory,
    read: (scope) => {
      asked.push(scope);
      return memory.read(scope);
    },
  };
  const access = { forge: null, credential: { kind: "none", secret: null } } as never;
  await withCauses(withLogins([tracker]), access).read({ names: "used" });
  expect(asked).toEqual([{ names: "used" }]);
});
