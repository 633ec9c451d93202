import { editMemoryStore, makeMemoryStore, openMemoryTracker } from "../../src/trackers/memory/adapter.ts";
import { countingIds, tickingClock } from "../support/tracker-builders.ts";
import { describeTracker } from "./tracker.ts";

describeTracker("memory", async () => {
  const store = makeMemoryStore();
  const options = { clock: tickingClock(), newId: countingIds() };
  return {
    open: async () => openMemoryTracker(store, options),
    edit: async (changes) => {
      editMemoryStore(
        store,
        Object.entries(changes).map(([path, content]) => ({ path, content })),
      );
    },
    text: async (path) => store.versions.at(-1)?.files.get(path) ?? null,
    close: async () => undefined,
  };
});
