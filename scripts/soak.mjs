/** The long form of the proofs that `npm run check` runs in a small size. Prints what was run. */
import { spawnSync } from "node:child_process";

/** Each proof: what it shows, its size here, and its tests. */
const proofs = [
  [
    "random series of specs and tracker edits settle, nothing is lost or doubled",
    "20000",
    "test/contract/random-specs",
  ],
];

let failed = 0;
for (const [name, runs, tests] of proofs) {
  console.log(`\n== ${name} (${runs} programs)`);
  const args = ["vitest", "run", "--project", "system", tests, "--testTimeout=3600000"];
  const { status } = spawnSync("npx", args, { stdio: "inherit", env: { ...process.env, SOAK_RUNS: runs } });
  if (status !== 0) failed += 1;
}
console.log(`\n${proofs.length - failed} proofs kept, ${failed} broken`);
process.exitCode = failed === 0 ? 0 : 1;
