/** A sync that created some of its issues before another run was first. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { type ApiWorld, interrupting, startApiWorld } from "../../../../test/support/api-worlds.ts";
import { create, write } from "../../../../test/support/tracker-builders.ts";
import { defaultSettings as settings } from "../../../core/settings.ts";
import { writeFileAtomic } from "../../../fs/files.ts";
import { applyRun } from "../../../sync/apply/apply.ts";
import { planRun } from "../../../sync/plan/make.ts";
import { makeRuntime } from "../../../sync/runtime.ts";
import type { Session } from "../../session.ts";
import { resultText } from "./impl.ts";

let world: ApiWorld;
beforeEach(async () => {
  world = await startApiWorld();
  world.cloud.addNames(world.fullName, { milestones: ["Checkout"] });
});
afterEach(() => world.close());

async function setUp() {
  const { folder } = world;
  await writeFileAtomic(`${folder}/EPIC.md`, "# EPIC-1: Checkout\n\n### US-1: One\n\n### US-2: Two\n");
  const workspace = { cwd: folder, root: folder, repository: null };
  const first = () => write(world.open({ folder: `${folder}/first` }), [create("US-2")]);
  const tracker = world.open({ folder: `${folder}/second`, fetch: interrupting("POST", 1, first) });
  const wanted = { paths: ["EPIC.md"], settings, story: null, prefer: null, keywords: null };
  const runtime = { ...makeRuntime({ cwd: folder }), random: () => 0 };
  const sync = (confirmed: Parameters<typeof applyRun>[2]["confirmed"]) => {
    const how = { confirmed, isGuardAnswered: true, direction: "push" as const };
    return applyRun(workspace, tracker, { ...wanted, ...how }, runtime);
  };
  return { sync, plan: () => planRun(workspace, tracker, wanted) };
}

it("says which issues stay when what was confirmed holds no more", async () => {
  const { sync, plan } = await setUp();
  const { changes } = (await plan()).plan;
  await expect(sync(changes)).rejects.toMatchObject({
    code: "plan-stale",
    message: expect.stringMatching(
      /since this plan was made; nothing was written but #2, which an earlier try of this run created$/,
    ),
  });
});

it("counts them when it is done", async () => {
  const { sync } = await setUp();
  const applied = await sync(null);
  expect(applied.tries).toBe(2);
  expect([...applied.numbers.values()]).toContain(2);
  const paint = (_: string, text: string) => text;
  const terminal = { columns: 100, err: () => {} };
  const session = { settings, terminal, paint, show: (path: string) => path } as unknown as Session;
  expect(resultText(applied, session)).toContain(" Created before another run was faster: #2.");
});
