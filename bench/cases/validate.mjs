/** Reading specs: how it grows with their size, and against the least that reading Markdown costs. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inTurn, median, processes, ratio, runStep } from "../measure.mjs";
import { makeSpec } from "../specs.mjs";
import { line, ms } from "../table.mjs";

const blockPass = fileURLToPath(new URL("../children/block-pass.mjs", import.meta.url));
const inProcess = fileURLToPath(new URL("../children/in-process.mjs", import.meta.url));

export async function measureValidate({ world, bin, isQuick }) {
  world.write("large/1000.md", makeSpec({ stories: 1000 }));
  world.write("large/10000.md", makeSpec({ stories: 10_000 }));
  const [small, large] = await inOneProcess(world, bin, isQuick ? 3 : 7);
  const [ours, bare] = await inTurn(isQuick ? 3 : 5, [
    processes(world.spectryn(world.path("large"), "validate", "10000.md")),
    processes({
      command: process.execPath,
      args: [blockPass, world.path("large/10000.md")],
      env: world.env,
    }),
  ]);
  const growth = large.ours.map((time, index) => time / small.ours[index]);
  const both = (a, b, what) => `${ms(median(a))} against ${ms(median(b))} ${what}`;
  return [
    line("validate: 10,000 stories against 1,000", median(growth), {
      unit: "x",
      most: 12,
      detail: `${both(large.ours, small.ours, "in one process")}; the bare pass grows ${ratio(large.bare, small.bare).toFixed(1)} x`,
      bound: "linear; the rest is garbage collection",
    }),
    line("validate 10,000 stories against a block pass", ratio(large.ours, large.bare), {
      unit: "x",
      most: 3,
      detail: both(large.ours, large.bare, "in one process"),
      bound: "the block pass itself, then fields, cells and ids",
    }),
    line("the same as whole commands", ratio(ours, bare), {
      unit: "x",
      most: 3,
      detail: both(ours, bare, "start-up included"),
      bound: "as above, with code that is not warm yet",
    }),
  ];
}

async function inOneProcess(world, bin, runs) {
  const files = [world.path("large/1000.md"), world.path("large/10000.md")];
  const { stdout } = await runStep({
    command: process.execPath,
    args: ["--expose-gc", inProcess, join(dirname(bin), "index.js"), String(runs), ...files],
    cwd: world.path("large"),
    env: world.env,
  });
  return JSON.parse(stdout);
}
