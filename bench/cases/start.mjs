/** Start-up: what every command costs before it does anything, and the smallest real piece of work. */
import { inTurn, median, processes, ratio } from "../measure.mjs";
import { makeSpec } from "../specs.mjs";
import { line, ms } from "../table.mjs";

export async function measureStart({ world, isQuick }) {
  const folder = world.path("small");
  world.write("small/EPIC.md", makeSpec({ stories: 17 }));
  await world.run(world.git(world.dir, "init", "--quiet", folder));
  await world.run(world.spectryn(folder, "sync", "EPIC.md", "--tracker", "local", "--execute"));
  const runs = isQuick ? 9 : 25;
  const empty = processes(world.emptyNode);
  const [bare, help] = await inTurn(runs, [empty, processes(world.spectryn(folder, "--help"))]);
  const [node, plan, version] = await inTurn(runs, [
    empty,
    processes(world.spectryn(folder, "plan", "EPIC.md", "--tracker", "local")),
    processes(world.git(folder, "version")),
  ]);
  const against = (times, base) => `${ms(median(times))} against ${ms(median(base))} of node -e 0`;
  return [
    line("spectryn --help", ratio(help, bare), {
      unit: "x",
      most: 1.5,
      detail: against(help, bare),
      bound: "loading and declaring the commands",
    }),
    line("plan of a 20 KB spec, embedded tracker", ratio(plan, node), {
      unit: "x",
      most: 3,
      detail: against(plan, node),
      bound: `git processes that need each other's answers (one: ${ms(median(version))})`,
    }),
  ];
}
