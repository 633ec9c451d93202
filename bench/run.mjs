/**
 * `npm run bench`: how fast the built command is, each line against a baseline measured in the same run and
 * in turn with it. Prints a table and ends with 0 whatever it shows: a number, not a test.
 *
 *   npm run bench                 all of it, half an hour
 *   npm run bench -- --quick      fewer runs, 10,000 issues
 *   npm run bench -- sync --issues 1000,50000
 *   npm run bench -- start        only the cases of these names
 */
import { cpus } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadGitServer } from "./bundle.mjs";
import { measureCommits } from "./cases/commits.mjs";
import { measureFirstSync } from "./cases/first-sync.mjs";
import { measureGrowth } from "./cases/growth.mjs";
import { measureLists } from "./cases/lists.mjs";
import { measureManyIssues, measurePlans } from "./cases/many-issues.mjs";
import { measureMemory } from "./cases/memory.mjs";
import { measurePackage } from "./cases/package.mjs";
import { measureShared } from "./cases/shared.mjs";
import { measureStart } from "./cases/start.mjs";
import { measureValidate } from "./cases/validate.mjs";
import { renderTable } from "./table.mjs";
import { firstSync, makeWorld } from "./world.mjs";

const { values, positionals } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    issues: { type: "string" },
    bin: { type: "string", default: "dist/bin.cjs" },
  },
  allowPositionals: true,
});
const sizes = (values.issues ?? (values.quick ? "10000" : "1000,10000,100000")).split(",").map(Number);
const root = resolve(import.meta.dirname, "..");
const bin = resolve(root, values.bin);
const world = makeWorld(bin);
const bench = { root, bin, world, isQuick: values.quick, startGitServer: await loadGitServer(root) };

/** What each measures, one part after the other. */
const cases = {
  start: [() => measureStart(bench)],
  validate: [() => measureValidate(bench)],
  commits: [() => measureCommits(bench)],
  many: [() => measureManyIssues(bench)],
  sync: sizes.flatMap((issues) =>
    [
      measureFirstSync,
      measurePlans,
      measureShared,
      ...(issues === 10_000 ? [measureGrowth] : []),
      measureMemory,
      measureLists,
    ].map((measure) => () => measure(bench, `of-${issues}`, issues)),
  ),
  memory: values.quick ? [] : [measureLarge],
  package: [() => measurePackage(bench)],
};

async function measureLarge() {
  const folder = await world.makeRepository("twenty", 20_000);
  await world.run(firstSync(world, folder));
  return measureMemory(bench, "twenty", 20_000);
}

const started = performance.now();
const lines = [];
try {
  for (const [name, parts] of Object.entries(cases)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    console.error(`measuring: ${name}`);
    for (const measure of parts) {
      const measured = await measure();
      for (const { what, value } of measured) console.error(`  ${what}: ${value}`);
      lines.push(...measured);
    }
  }
} finally {
  world.remove();
}
const seconds = Math.round((performance.now() - started) / 1000);
const above = lines.filter(({ isAbove }) => isAbove).length;
console.log(renderTable(lines));
console.log(
  `\nnode ${process.versions.node}, ${cpus().length} CPUs, ${seconds} s. ${above === 0 ? "No line" : above} above its goal.`,
);
