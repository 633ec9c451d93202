/** One spec of a hundred stories beside thousands of other issues: what a developer waits for. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { beyond, inTurn, median, processes } from "../measure.mjs";
import { line, ms } from "../table.mjs";
import { firstSync } from "../world.mjs";

const spec = "specs/release-003.md";

export async function measureManyIssues({ world, isQuick }) {
  const folder = await world.makeRepository("many", 5000);
  await world.run(firstSync(world, folder));
  const local = (...args) => processes(world.spectryn(folder, ...args, "--tracker", "local"));
  const forget = async () => rmSync(join(folder, ".git/spectryn/issues-cache.json"), { force: true });
  const plan = local("plan", spec);
  const [empty, first, planned] = await inTurn(isQuick ? 3 : 7, [
    processes(world.emptyNode),
    async () => {
      await forget();
      return plan();
    },
    plan,
  ]);
  const make = (what, times, bound) =>
    line(what, beyond(times, empty), {
      unit: "ms",
      most: 500,
      detail: `${ms(median(times))}, less ${ms(median(empty))} of node -e 0`,
      bound,
    });
  return [
    make("plan of 100 stories, 5,000 issues", planned, "reading the cache of issues; one spec; matching"),
    make(
      "the same, first time in a clone",
      first,
      "git reading and node parsing 5,000 files, writing the cache",
    ),
  ];
}
