/** A plan of one spec of a hundred stories beside thousands of other issues: what a developer waits for. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { inTurn, processes } from "../measure.mjs";
import { lineBeyondNode } from "../table.mjs";
import { firstSync } from "../world.mjs";

const spec = "specs/release-003.md";

export async function measureManyIssues(bench) {
  const folder = await bench.world.makeRepository("many", 5000);
  await bench.world.run(firstSync(bench.world, folder));
  return measurePlans(bench, "many", 5000, 500);
}

/** Uses the repository `name`, whose tracker holds `issues` issues. `most`: the goal in ms, if there is one. */
export async function measurePlans({ world, isQuick }, name, issues, most) {
  const folder = world.path(name);
  const local = (...args) => processes(world.spectryn(folder, ...args, "--tracker", "local"));
  const plan = local("plan", spec);
  /** Without the memory of an earlier plan; `isFirst`: nor of the issues. */
  const anew = (isFirst) => async () => {
    for (const file of ["settled.json", ...(isFirst ? ["issues-cache.json"] : [])])
      rmSync(join(folder, ".git/spectryn", file), { force: true });
    return plan();
  };
  const [empty, first, planned] = await inTurn(isQuick ? 3 : 7, [
    processes(world.emptyNode),
    anew(true),
    anew(false),
  ]);
  const make = (what, times, bound) => lineBeyondNode(what, times, empty, { most, bound });
  return [
    make(
      `plan of 100 stories, ${issues.toLocaleString("en")} issues`,
      planned,
      "reading the cache of issues; one spec; matching",
    ),
    make(
      "the same, first time in a clone",
      first,
      "git reading and node parsing every file, writing the cache",
    ),
  ];
}
