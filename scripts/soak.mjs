/**
 * The proofs of `npm run check` in full size, on cases of a new draw; then docs/guarantees.md with what they
 * measured. `--small`: in the size of the check. `--resume`: without those that an earlier run of the same source
 * kept. A path: only the proofs in it, and no page. Ends with 1 if a promise was broken or not measured; the page
 * is written only when all were kept.
 *
 * Two files run at a time: one that starts many processes, and one that computes in its own or waits for few, so
 * that nobody's deadline suffers. A file that fails stops no other.
 */
import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openMemory } from "./soak-memory.mjs";

const root = resolve(import.meta.dirname, "..");
const promises = JSON.parse(readFileSync(join(root, "test/proofs/promises.json"), "utf8"));
const names = process.argv.slice(2);
const size = names.includes("--small") ? "small" : "full";
const only = names.filter((name) => !name.startsWith("--"));
const memory = openMemory(root, size);
const isResumed = names.includes("--resume");
const folder = mkdtempSync(join(tmpdir(), "spectryn-soak-"));
const report = join(folder, "kept.jsonl");
const seed = process.env["PROPERTY_SEED"] ?? "random";

/** Those that start many processes at once, the longest first: one after the other, and beside them all others. */
const crowded = [
  "test/proofs/kill-boundaries.test.ts",
  "test/proofs/killed-writers.test.ts",
  "test/proofs/many-writers.test.ts",
  "test/proofs/two-machines.test.ts",
  "test/proofs/lost-answers.test.ts",
];
/** Those of the others that take long, the longest first. */
const long = [
  "test/proofs/random-programs.test.ts",
  "test/proofs/random-programs-git.test.ts",
  "test/contract/random-specs.test.ts",
  "test/e2e/issues-api-kill.test.ts",
];

const started = Date.now();
const all = [...new Set(promises.map(({ test }) => test))];
const files = all
  .filter((file) => only.length === 0 || only.some((name) => file.includes(name)))
  .filter((file) => !isResumed || memory.files[file] === undefined);
const failed = [];
let ended = 0;

const inOrder = (order) => order.filter((file) => files.includes(file));
const alone = inOrder(crowded);
const beside = [...inOrder(long), ...files.filter((file) => !crowded.includes(file) && !long.includes(file))];
await Promise.all([runAll(alone, beside), runAll(beside)]);
rmSync(folder, { recursive: true, force: true });

const isShown = ({ test }) => files.includes(test) || (isResumed && only.length === 0);
const measured = new Map(Object.values(memory.files).flatMap(({ kept }) => Object.entries(kept)));
const rows = promises
  .filter(isShown)
  .map(({ id, promise, test }) => ({ promise, test, measured: measured.get(id) ?? null }));
/** Of this run; of a resumed one what all files took, two at a time. */
const spent = Object.values(memory.files).reduce((sum, { seconds }) => sum + seconds, 0) / 2;
const minutes = Math.ceil(Math.max((Date.now() - started) / 1000, isResumed ? spent : 0) / 60);
const table = [
  "| promise | proof | last measured |",
  "|---|---|---|",
  ...rows.map((row) => `| ${row.promise} | [${row.test}](../${row.test}) | ${row.measured ?? "NOT KEPT"} |`),
].join("\n");
const broken = rows.filter((row) => row.measured === null).length;
console.log(`\n${table}\n\n${rows.length - broken} promises kept, ${broken} not, in ${minutes} minutes`);
for (const { file, output } of failed) console.log(`\nfailed: ${file}\n${output}`);
if (broken > 0 || failed.length > 0) process.exitCode = 1;
else if (only.length === 0) {
  writeFileSync(join(root, "docs/guarantees.md"), page());
  console.log("written: docs/guarantees.md");
}

/** Runs the files one after the other; then helps with the end of the other queue. */
async function runAll(queue, next = []) {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) await runFile(file);
  for (let file = next.pop(); file !== undefined; file = next.pop()) await runFile(file);
}

/** One proof in a process of its own; tells how long it took, and of a red one what it said. */
async function runFile(file) {
  const begun = Date.now();
  console.log(`${clock()}  begins ${file}`);
  const path = join(folder, `${ended}-${begun}.txt`);
  const output = createWriteStream(path);
  const child = spawn("npx", ["vitest", "run", "--no-color", file], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, SPECTRYN_BUILT: "1", PROOF_SIZE: size, PROOF_REPORT: report, PROPERTY_SEED: seed },
  });
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const code = await new Promise((done) => child.once("close", done));
  await new Promise((done) => output.end(done));
  ended += 1;
  const seconds = Math.round((Date.now() - begun) / 1000);
  console.log(
    `${clock()}  ${code === 0 ? "kept  " : "FAILED"} ${file}, ${seconds} s (${ended} of ${files.length})`,
  );
  delete memory.files[file];
  if (code === 0) memory.files[file] = { seconds, kept: readReport(file) };
  else failed.push({ file, output: readFileSync(path, "utf8").slice(-20_000) });
  memory.save();
}

/** Minutes and seconds since the start. */
function clock() {
  const seconds = Math.round((Date.now() - started) / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** What the promises of a file measured, by their ids. */
function readReport(file) {
  const lines = existsSync(report) ? readFileSync(report, "utf8").trim().split("\n") : [];
  const ids = promises.filter(({ test }) => test === file).map(({ id }) => id);
  const rows = lines.map((line) => JSON.parse(line)).filter(({ promise }) => ids.includes(promise));
  return Object.fromEntries(rows.map((row) => [row.promise, row.measured]));
}

function page() {
  return `# Guarantees

What spectryn promises, the test that proves it, and what its last full run measured. \`npm run soak\` runs all of
these in full size and writes this page; \`npm run check\` runs the same tests in a smaller one. The numbers below are
of ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}: the ${size} size, ${minutes} minutes on ${availableParallelism()} processors.

${table}

Speed is no promise but a measurement: see [performance.md](performance.md).
`;
}
