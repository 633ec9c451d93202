/** Keywords in a long history: what `spectryn commits` reads, against git alone printing the same messages. */
import { closeSync, openSync, writeSync } from "node:fs";
import { inTurn, median, processes } from "../measure.mjs";
import { makeSpec } from "../specs.mjs";
import { lineBeyondNode, ms } from "../table.mjs";

const count = 50_000;

export async function measureCommits({ world, isQuick }) {
  const folder = world.path("history");
  world.write("history/EPIC.md", makeSpec({ stories: 100 }));
  await world.run(world.git(world.dir, "init", "--quiet", "--initial-branch=main", folder));
  await world.run(world.git(folder, "add", "EPIC.md"));
  await world.run(world.git(folder, "commit", "--quiet", "--message=Specs"));
  await world.run(world.spectryn(folder, "sync", "EPIC.md", "--tracker", "local", "--execute"));
  writeHistory(world.path("history.stream"));
  const load = ["-c", 'git fast-import --quiet --done < "$0"', world.path("history.stream")];
  await world.run({ command: "sh", args: load, cwd: folder, env: world.env });
  const scan = ["commits", "--since", `main~${count}`, "--dry-run", "--tracker", "local"];
  const [ours, node, git] = await inTurn(isQuick ? 3 : 5, [
    processes(world.spectryn(folder, ...scan)),
    processes(world.emptyNode),
    processes(world.git(folder, "log", "--format=%H%n%B", "main")),
  ]);
  return [
    lineBeyondNode("keywords of 50,000 commits", ours, node, {
      most: 2000,
      also: `; git log alone ${ms(median(git))}`,
      bound: "git printing the messages",
    }),
  ];
}

/** Messages as people write them; one of ten names an issue. */
function writeHistory(path) {
  const file = openSync(path, "w");
  const body = "The total was rounded before the discount, so that some were a cent off.\n".repeat(3);
  writeSync(file, "reset refs/heads/main\nfrom refs/heads/main^0\n\n");
  for (let at = 1; at <= count; at += 1) {
    const message = `fix(cart): total of ${at}\n\n${body}${at % 10 === 0 ? `\nFixes #${(at % 90) + 2}\n` : ""}`;
    const person = `Bench <bench@example.com> ${1_700_000_000 + at} +0000`;
    const data = `data ${Buffer.byteLength(message)}\n${message}`;
    writeSync(file, `commit refs/heads/main\nauthor ${person}\ncommitter ${person}\n${data}\n`);
  }
  writeSync(file, "done\n");
  closeSync(file);
}
