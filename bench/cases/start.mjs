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
  const plan = processes(world.spectryn(folder, "plan", "EPIC.md", "--tracker", "local"));
  let points = 20;
  const [node, again, changed, version] = await inTurn(runs, [
    empty,
    plan,
    // A story changes before each, and is as it was afterwards.
    async () => {
      points += 1;
      world.write("small/EPIC.md", makeSpec({ stories: 17, points }));
      const time = await plan();
      world.write("small/EPIC.md", makeSpec({ stories: 17 }));
      return time;
    },
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
    line("plan of a 20 KB spec, embedded tracker, nothing changed", ratio(again, node), {
      unit: "x",
      most: 3,
      detail: against(again, node),
      bound: `git processes that need each other's answers (one: ${ms(median(version))})`,
    }),
    line("the same, one story changed", ratio(changed, node), {
      unit: "x",
      detail: against(changed, node),
      bound: "the same, loading and warming up the parsers, reading the branch",
    }),
  ];
}
