/** Start-up: what every command costs before it does anything, and the smallest real piece of work. */
import { emptyNode, inTurn, median, processes, ratio } from "../measure.mjs";
import { makeSpec } from "../specs.mjs";
import { line, ms } from "../table.mjs";

export async function measureStart({ world, isQuick }) {
  const folder = world.path("small");
  world.write("small/EPIC.md", makeSpec({ stories: 17 }));
  await world.run(world.git(world.dir, "init", "--quiet", folder));
  await world.run(world.spectryn(folder, "sync", "EPIC.md", "--tracker", "local", "--execute"));
  const [empty, help, version, plan] = await inTurn(isQuick ? 7 : 21, [
    processes(emptyNode),
    processes(world.spectryn(folder, "--help")),
    processes(world.git(folder, "version")),
    processes(world.spectryn(folder, "plan", "EPIC.md", "--tracker", "local")),
  ]);
  const against = (times) => `${ms(median(times))} against ${ms(median(empty))} of node -e 0`;
  return [
    line("spectryn --help", ratio(help, empty), {
      unit: "x",
      most: 1.5,
      detail: against(help),
      bound: "loading and declaring the commands",
    }),
    line("plan of a 20 KB spec, embedded tracker", ratio(plan, empty), {
      unit: "x",
      most: 3,
      detail: against(plan),
      bound: `git processes that need each other's answers (one: ${ms(median(version))})`,
    }),
  ];
}
