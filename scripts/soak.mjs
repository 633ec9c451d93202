/** The long form of the proofs that `npm run check` runs in a small size, on cases of a new draw. */
import { spawnSync } from "node:child_process";

const proofs = [
  {
    name: "properties of reconcile, parse, edit and content",
    project: "unit",
    tests: ["src/core", "src/spec"],
    env: {},
  },
  {
    name: "20,000 random series of specs and tracker edits settle, nothing is lost or doubled",
    project: "system",
    tests: ["test/contract/random-specs"],
    env: { SOAK_RUNS: "20000" },
  },
  {
    name: "the Issues API: answers lost at 200 places leave no issue twice and none out",
    project: "system",
    tests: ["src/trackers/bitbucket-api/crash"],
    env: { CUT_ROUNDS: "50" },
  },
  {
    name: "the Issues API: 200 syncs that are killed and cut off leave no issue, comment or file twice and none out",
    project: "e2e",
    tests: ["test/e2e/issues-api-kill"],
    env: { KILL_RUNS: "200" },
  },
  {
    name: "the keywords of 50,000 commits are read in 2 s",
    project: "system",
    tests: ["src/git/commits"],
    env: { SCAN_COMMITS: "50000" },
  },
];

let broken = 0;
for (const { name, project, tests, env } of proofs) {
  console.log(`\n== ${name}`);
  const args = ["vitest", "run", "--project", project, ...tests, "--testTimeout=3600000"];
  const variables = { ...process.env, ...env, PROPERTY_SEED: "random" };
  const { status } = spawnSync("npx", args, { stdio: "inherit", env: variables });
  if (status !== 0) broken += 1;
}
console.log(`\n${proofs.length - broken} proofs kept, ${broken} broken`);
process.exitCode = broken === 0 ? 0 : 1;
