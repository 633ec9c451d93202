/** What a repository grows by over many small syncs, before git collects its garbage. */
import { cp } from "node:fs/promises";
import { makeSpec } from "../specs.mjs";
import { line } from "../table.mjs";

const spec = "specs/release-001.md";

/** Uses the repository `name`, whose tracker holds `issues` issues. */
export async function measureGrowth({ world, isQuick }, name, issues) {
  const folder = world.path(`${name}-growth`);
  await cp(world.path(name), folder, { recursive: true });
  const syncs = isQuick ? 20 : 1000;
  const before = await sizeOf(world, folder);
  for (let run = 0; run < syncs; run += 1) {
    // Points end at 1,000.
    world.write(`${name}-growth/${spec}`, makeSpec({ stories: 100, points: 20 + (run % 900) }));
    await world.run(world.spectryn(folder, "sync", spec, "--tracker", "local", "--execute"));
  }
  const after = await sizeOf(world, folder);
  await world.run(world.git(folder, "gc", "--quiet"));
  const packed = await sizeOf(world, folder);
  const perSync = (size) => `${((size - before.bytes) / syncs / 1000).toFixed(1)} KB a sync`;
  return [
    line(
      `growth over 1,000 syncs of 1 change, ${issues.toLocaleString("en")} issues`,
      grown(after, before, syncs),
      {
        unit: "MB",
        most: 15,
        detail: `${after.objects - before.objects} objects in ${syncs} syncs, ${perSync(after.bytes)}; after git gc ${grown(packed, before, syncs).toFixed(1)} MB`,
        bound: "the issue, two folders, tracker.json and the commit, each compressed alone",
      },
    ),
  ];
}

const grown = (after, before, syncs) => ((after.bytes - before.bytes) / 1e6 / syncs) * 1000;

/** All objects of a repository, loose or packed: how many, and their bytes as they lie on the disk. */
async function sizeOf(world, folder) {
  const list = `find .git/objects -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }'`;
  const bytes = Number(await world.run({ command: "sh", args: ["-c", list], cwd: folder, env: world.env }));
  const counts = await world.run(world.git(folder, "count-objects", "-v"));
  const count = (key) => Number(new RegExp(`^${key}: (\\d+)$`, "m").exec(counts)?.[1] ?? 0);
  return { bytes, objects: count("count") + count("in-pack") };
}
