/**
 * Every command that writes is killed at each moment at which it just changed something, and run again: it ends as if
 * nobody had killed it. At the kill itself the tracker is the old one or the new one, and so is every spec.
 */
import { expect, it } from "vitest";
import { bases, type Scenario, scenarios } from "../support/boundary-scenarios.ts";
import { type BoundaryWorld, type Look, makeBoundaryWorld } from "../support/boundary-world.ts";
import { kept, sized } from "../support/proof.ts";
import { inLanes } from "../support/writers.ts";

/** How many boundaries of each command; a check takes some, of some commands. */
const most = sized(2, 1000);
const isCheck = most === 2;

interface Done {
  boundaries: number;
  kills: number;
  commands: number;
  readonly troubles: string[];
}

it("a killed command leaves the old or the new, and ends well when run again", async () => {
  const only = process.env["SCENARIO"];
  const chosen = scenarios.filter(({ name, isQuick }) => (only ? name.includes(only) : isQuick || !isCheck));
  const done: Done = { boundaries: 0, kills: 0, commands: 0, troubles: [] };
  await inLanes(groupsOf(chosen), 3, (group) => proveGroup(group, done));
  expect(done.troubles.join("\n\n")).toBe("");
  expect(done.boundaries).toBeGreaterThanOrEqual(only ? 1 : 40);
  const measured = `${done.commands} commands with ${done.boundaries} write boundaries, ${done.kills} kill -9: 0 lost, 0 doubled, 0 half, 0 stuck`;
  kept("killed-at-boundaries", measured);
});

/** Scenarios that start from the same place, a few together. */
function groupsOf(chosen: readonly Scenario[]): Scenario[][] {
  const groups: Scenario[][] = [];
  for (const scenario of chosen) {
    const { where, base } = scenario;
    const group = groups.find(([first, ...more]) => {
      return first?.where === where && first.base === base && more.length < 3;
    });
    if (group === undefined) groups.push([scenario]);
    else group.push(scenario);
  }
  return groups;
}

/** Scenarios of one base, one after the other. */
async function proveGroup(group: readonly Scenario[], done: Done): Promise<void> {
  const { where, base } = group[0]!;
  const world = await makeBoundaryWorld(where);
  try {
    await world.prepare(bases[base]);
    world.keep("base");
    for (const scenario of group) {
      world.restore("base");
      await world.prepare(scenario.before ?? "");
      world.keep("before");
      await proveScenario(scenario, world, done);
    }
  } finally {
    await world.close();
  }
}

async function proveScenario(scenario: Scenario, world: BoundaryWorld, done: Done): Promise<void> {
  const before = world.look();
  const whole = await world.run(scenario.args, 0);
  expect(whole.code, `${scenario.name}: ${whole.stderr}${whole.stdout}`).toBe(0);
  const after = world.look();
  expect(after, scenario.name).not.toEqual(before);
  done.commands += 1;
  done.boundaries += whole.boundaries.length;
  for (const at of spread(whole.boundaries.length, done.commands)) {
    world.restore("before");
    const killed = await world.run(scenario.args, at);
    if (killed.code === null) done.kills += 1;
    const boundary = killed.code === null ? killed.boundaries.at(-1) : "its end";
    await proveKill(scenario, world, { before, after }).catch((error: Error) => {
      done.troubles.push(`${scenario.name}, killed at ${at} (${boundary}): ${error.message}`);
    });
  }
}

async function proveKill(scenario: Scenario, world: BoundaryWorld, { before, after }: Record<string, Look>) {
  const left = world.look();
  const isDone = JSON.stringify(left.tracker) === JSON.stringify(after!.tracker);
  for (const [path, text] of Object.entries({ ...before!.workTree, ...after!.workTree })) {
    expect([before!.workTree[path], text], path).toContain(left.workTree[path]);
  }
  // What waits without numbers is published in a commit of its own first.
  if (!isDone && !["offline", "beside"].includes(scenario.base))
    expect(left.tracker, "half done").toEqual(before!.tracker);
  if (scenario.after === "look" && isDone) {
    // What was done is not done again; whatever comes next finds a tracker that works.
    const next = await world.run(["status"], 0);
    expect(next.code, `status: ${next.stderr}`).toBe(0);
    expect(left.files).toEqual(after!.files);
    return;
  }
  const again = await world.run(scenario.args, 0);
  expect(again.code, `again: ${again.stderr}${again.stdout}`).toBe(0);
  expect(differences(world.look(), after!), "afterwards").toBe("");
}

/** Which files are not the same, and how. */
function differences(left: Look, right: Look): string {
  const told = (["tracker", "files", "workTree"] as const).flatMap((part) =>
    Object.keys({ ...left[part], ...right[part] })
      .filter((path) => left[part][path] !== right[part][path])
      .map((path) => `${part} ${path}: ${left[part][path]} INSTEAD OF ${right[part][path]}`),
  );
  return told.join("\n");
}

/** Numbers from 1 to `boundaries`, at most `most` of them, others for each `turn`. */
function spread(boundaries: number, turn: number): number[] {
  const count = Math.min(most, boundaries);
  return Array.from(
    { length: count },
    (_, at) => 1 + ((Math.floor((at * boundaries) / count) + turn) % boundaries),
  );
}
