import { expect, it } from "vitest";
import { countingIds, tickingClock } from "../../../test/support/tracker-builders.ts";
import { SpectrynError } from "../../errors.ts";
import { makeMemoryStore, openMemoryTracker } from "../../trackers/memory/adapter.ts";
import { remembering } from "./use-store.ts";

it("shows no empty tracker before it is sure that the issues are not elsewhere", async () => {
  const tracker = openMemoryTracker(makeMemoryStore(), { clock: tickingClock(), newId: countingIds() });
  const workspace = { cwd: "/", root: "/", repository: null };
  const elsewhere = async () => {
    throw new SpectrynError("config", "the issues are elsewhere");
  };
  const used = {
    store: "branch",
    why: "as before",
    isNew: false,
    shown: "host/repo",
    confirm: elsewhere,
  } as const;
  const remembered = remembering(tracker, workspace, used, { log: () => {} });
  await expect(remembered.read()).rejects.toThrow("elsewhere");
  await expect(remembered.readIndex()).rejects.toThrow("elsewhere");
});
