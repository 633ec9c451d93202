/** Changes of the tracker into files: checked before a byte is written. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { countingIds, tickingClock, update, write } from "../../../test/support/tracker-builders.ts";
import { defaultSettings as settings } from "../../core/settings.ts";
import { SpectrynError } from "../../errors.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { makeMemoryStore, openMemoryTracker } from "../../trackers/memory/adapter.ts";
import { planRun } from "../plan/make.ts";
import { makeRuntime } from "../runtime.ts";
import { type ApplyRequest, applyRun } from "./apply.ts";

let folder: string;
let tracker: Tracker;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spectryn-back-"));
  tracker = openMemoryTracker(makeMemoryStore(), { clock: tickingClock(), newId: countingIds() });
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
const look = (name: string) => readFileSync(join(folder, name), "utf8");

function sync(direction: ApplyRequest["direction"], rest: Partial<ApplyRequest> = {}, by = tracker) {
  const workspace = { cwd: folder, root: folder, repository: null };
  const wanted = { paths: ["."], settings, story: null, prefer: null, keywords: null };
  const request = { ...wanted, confirmed: null, isGuardAnswered: false, direction, ...rest };
  return applyRun(workspace, by, request, { ...makeRuntime({ cwd: folder }), random: () => 0 });
}

const story = (key: string, row = "") => `### ${key}: Title of ${key}\n${row === "" ? "" : `\n${row}\n`}`;

it("leaves out the one link of many changes that closes a circle, over several files", async () => {
  put("a.md", Array.from({ length: 8 }, (_, at) => story(`A-${at + 1}`)).join("\n"));
  put("b.md", story("B-1", "**Depends on:** A-3"));
  await sync("push");
  const points = Array.from({ length: 8 }, (_, at) => update(at + 1, { points: at + 1 }));
  const blocks = (to: number) => ({ type: "blocks" as const, to });
  const relates = (to: number) => ({ type: "relates to" as const, to });
  await write(tracker, [
    ...points,
    update(3, { links: [relates(1), { type: "depends on", to: 9 }, blocks(8)], points: 3 }),
    update(9, { priority: "critical", links: [{ type: "depends on", to: 3 }, relates(2)] }),
  ]);
  const before = look("a.md");
  const { plan, broughtBack } = await sync("both");
  expect(plan.problems.filter(({ code }) => code === "SP070")).toEqual([
    {
      severity: "warning",
      code: "SP070",
      place: { file: "a.md", line: 5, column: 1 },
      message:
        '"A-3 depends on #9" would make the spec invalid (SP062: these items block each other: B-1 -> A-3 -> B-1); ' +
        'to take it out of the tracker: spectryn issue unlink 3 "depends on" 9',
    },
  ]);
  expect(broughtBack).toEqual(["a.md", "b.md"]);
  expect(look("a.md").split("\n")).toEqual(expect.arrayContaining(before.split("\n")));
  expect(look("a.md").match(/Story Points/g)).toHaveLength(8);
  expect(look("a.md")).toMatch(/\| \*\*Blocks\*\* +\| A-8 \|\n\| \*\*Relates to\*\* +\| A-1 \|/);
  expect(look("a.md")).not.toContain("B-1");
  expect(look("b.md")).toContain("**Priority:** High");
  expect(look("b.md")).toContain("**Relates to:** A-2");
  const written = [look("a.md"), look("b.md")];
  const again = await sync("both");
  expect([again.plan.writes, again.broughtBack]).toEqual([[], []]);
  expect([look("a.md"), look("b.md")]).toEqual(written);
});

it("leaves out a link to an issue that is gone", async () => {
  put("a.md", `${story("A-1")}\n${story("A-2")}`);
  await sync("push");
  await write(tracker, [update(1, { points: 3, links: [{ type: "blocks", to: 7 }] })]);
  const { plan } = await sync("pull");
  expect(plan.problems.map(({ code, message }) => [code, message])).toEqual([
    [
      "SP070",
      expect.stringContaining('(SP093: "#7" is neither in the specs of this run nor in the tracker)'),
    ],
  ]);
  expect(look("a.md")).toContain("| **Story Points** | 3 |");
  expect(look("a.md")).not.toContain("Blocks");
});

it("touches no file where the plan is refused or is not the one that was confirmed", async () => {
  const all = Array.from({ length: 12 }, (_, at) => story(`A-${at + 1}`));
  put("a.md", all.join("\n"));
  await sync("push");
  await write(tracker, [update(1, { points: 3 })]);
  const changed = all.slice(0, 9).join("\n").replace("Title of A-2", "Another");
  put("a.md", changed);
  await expect(sync("both", { settings: { ...settings, orphans: "close" } })).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("nothing was written"),
  });
  await expect(sync("both", { confirmed: [] })).rejects.toMatchObject({
    code: "plan-stale",
    message: expect.stringContaining("nothing was written"),
  });
  expect(look("a.md")).toBe(changed);
});

it("writes no file where one of them changed meanwhile", async () => {
  put("a.md", story("A-1"));
  put("b.md", story("B-1"));
  await sync("push");
  await write(tracker, [update(1, { points: 3 }), update(2, { points: 5 })]);
  const busy: Tracker = {
    ...tracker,
    read: async (wanted) => {
      const snapshot = await tracker.read(wanted);
      put("b.md", `${story("B-1")}\nA person types here.\n`);
      return snapshot;
    },
  };
  await expect(sync("both", {}, busy)).rejects.toMatchObject({ message: "b.md changed while it was synced" });
  expect(look("a.md")).toBe(story("A-1"));
  expect(look("b.md")).toContain("A person types here.");
});

it("brings back nothing that was not seen, and all that was", async () => {
  put("a.md", `${story("A-1")}\n${story("A-2")}`);
  await sync("push");
  await write(tracker, [update(1, { points: 3 })]);
  const before = look("a.md");
  await expect(sync("both", { confirmed: [] })).rejects.toMatchObject({
    code: "plan-stale",
    data: { differences: ["now also   pull A-1 Title of A-1: points"] },
  });
  expect(look("a.md")).toBe(before);
  const workspace = { cwd: folder, root: folder, repository: null };
  const wanted = { paths: ["."], settings, story: null, prefer: null, keywords: null };
  const { plan } = await planRun(workspace, tracker, wanted);
  const { pulled } = await sync("both", { confirmed: plan.changes });
  expect(pulled.map(({ fields }) => fields.map(({ spec, result }) => [spec, result]))).toEqual([
    [[undefined, 3]],
  ]);
});

it("tells after a lost race, and after a failure, what came into the specs before it", async () => {
  put("a.md", `${story("A-1")}\n${story("A-2")}`);
  await sync("push");
  await write(tracker, [update(1, { points: 3 })]);
  put("a.md", look("a.md").replace("Title of A-2", "Another"));
  let tries = 0;
  const failing = (last: () => Promise<never>): Tracker => ({
    ...tracker,
    commit: async () => {
      tries += 1;
      return tries % 2 === 1 ? { status: "moved", triedMs: 0 } : last();
    },
  });
  const error = new SpectrynError("network", "the host is silent", { hint: "Try later." });
  await expect(
    sync(
      "both",
      {},
      failing(() => Promise.reject(error)),
    ),
  ).rejects.toMatchObject({
    message: "the host is silent",
    hint: "Try later. a.md: the tracker's changes are in there already; the next sync goes on from that.",
  });
  expect(look("a.md")).toContain("Story Points");
  await write(tracker, [update(1, { priority: "critical" })]);
  let lost = false;
  const racing: Tracker = {
    ...tracker,
    commit: async (batch) => {
      if (lost) return tracker.commit(batch);
      lost = true;
      return { status: "moved", triedMs: 0 };
    },
  };
  const { broughtBack, pulled, plan } = await sync("both", {}, racing);
  expect([broughtBack, pulled.map(({ subject }) => subject.number)]).toEqual([["a.md"], [1]]);
  expect(plan.changes.map(({ op, subject }) => [op, subject.number])).toEqual([
    ["update", 2],
    ["agree", 1],
  ]);
});
