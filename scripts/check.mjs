/**
 * Everything that must hold, in one run: types, style and layers, build, tests, unused code, package.
 * Ends with one line, `N passed, N failed`: the tests, and each of the other checks as one.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const report = join(tmpdir(), `spectryn-tests-${process.pid}.json`);

/** Each check: what it proves, and its command. */
const checks = [
  ["types", ["npx", "tsc", "--noEmit"]],
  ["style, layers, cycles", ["npx", "biome", "check", "."]],
  ["generated files are fresh", ["node", "scripts/generate.mjs", "--check"]],
  ["build", ["npx", "tsdown", "--logLevel", "warn"]],
  ["tests", ["npx", "vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]],
  ["no unused code or dependency", ["npx", "knip"]],
  ["package: publint", ["npx", "publint", "--strict"]],
  ["package: types resolve", ["npx", "attw", "--pack", ".", "--profile", "esm-only"]],
];

let passed = 0;
let failed = 0;
for (const [name, [command, ...args]] of checks) {
  console.log(`\n== ${name}`);
  const env = { ...process.env, SPECTRYN_BUILT: "1" };
  const { status } = spawnSync(command, args, { stdio: "inherit", env });
  if (name === "tests") countTests(status === 0);
  else if (status === 0) passed += 1;
  else fail(name);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function fail(name) {
  failed += 1;
  console.error(`FAILED: ${name}`);
}

/** A runner that ended badly failed, whatever it counted; no test at all is a failure too. */
function countTests(isGood) {
  let counts = { numPassedTests: 0, numFailedTests: 0 };
  try {
    counts = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    console.error("the tests left no report");
  }
  rmSync(report, { force: true });
  passed += counts.numPassedTests;
  failed += counts.numFailedTests;
  if ((!isGood && counts.numFailedTests === 0) || counts.numPassedTests === 0) fail("tests");
}
