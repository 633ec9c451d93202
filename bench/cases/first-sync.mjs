/** The first sync of many items, against git alone writing the very same files in one commit. */
import { closeSync, openSync, writeSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { inTurn, median, processes, ratio, runStep } from "../measure.mjs";
import { line, ms } from "../table.mjs";
import { firstSync } from "../world.mjs";

/** Leaves the repository `name` behind, with its tracker, for the cases that follow. */
export async function measureFirstSync({ world, isQuick }, name, issues) {
  const specs = await world.makeRepository(`${name}-specs`, issues);
  const folder = world.path(name);
  const bare = world.path(`${name}-bare`);
  const stream = world.path(`${name}.stream`);
  const fresh = async () => {
    await rm(folder, { recursive: true, force: true });
    await cp(specs, folder, { recursive: true });
  };
  await fresh();
  await runStep(firstSync(world, folder));
  await exportBranch(world, folder, stream);
  const contenders = [
    async () => {
      await fresh();
      return processes(firstSync(world, folder))();
    },
    async () => {
      await rm(bare, { recursive: true, force: true });
      await world.run(world.git(world.dir, "init", "--quiet", "--bare", bare));
      const args = ["-c", 'git fast-import --quiet --done < "$0"', stream];
      return processes({ command: "sh", args, cwd: bare, env: world.env })();
    },
  ];
  const [ours, git] = await inTurn(isQuick ? 1 : 2, contenders);
  const shown = issues.toLocaleString("en");
  return [
    line(`first sync of ${shown} items against git fast-import`, ratio(ours, git), {
      unit: "x",
      detail: `${ms(median(ours))} against ${ms(median(git))} for the same files`,
      bound: "reading the specs, planning every field, rendering the files",
    }),
  ];
}

/** Writes what the tracker wrote as one stream, contents inline, as a program would send it to git. */
async function exportBranch(world, folder, stream) {
  const listed = await world.run(world.git(folder, "ls-tree", "-r", "spectryn"));
  const files = listed
    .split("\n")
    .map((row) => ({ oid: row.split(/\s/)[2], path: row.slice(row.indexOf("\t") + 1) }));
  const file = openSync(stream, "w");
  writeSync(
    file,
    "commit refs/heads/spectryn\ncommitter Bench <bench@example.com> 1700000000 +0000\ndata 5\nFirst\n",
  );
  const { stdout } = await runStep({
    command: "sh",
    args: ["-c", "git ls-tree -r spectryn | cut -d' ' -f3 | cut -f1 | git cat-file --batch --buffer"],
    cwd: folder,
    env: world.env,
  });
  let rest = Buffer.from(stdout);
  for (const { path } of files) {
    const head = rest.subarray(0, rest.indexOf(10)).toString();
    const size = Number(head.split(" ")[2]);
    const content = rest.subarray(head.length + 1, head.length + 1 + size);
    writeSync(file, `M 100644 inline ${path}\ndata ${size}\n`);
    writeSync(file, content);
    writeSync(file, "\n");
    rest = rest.subarray(head.length + size + 2);
  }
  writeSync(file, "\ndone\n");
  closeSync(file);
}
