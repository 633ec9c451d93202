/**
 * The proofs of `npm run check` in full size, on cases of a new draw; then docs/guarantees.md with what they measured.
 * `--small`: in the size of the check. Ends with 1 if a promise was broken or not measured; the page is written only when all were kept.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const promises = JSON.parse(readFileSync(join(root, "test/proofs/promises.json"), "utf8"));
const size = process.argv.includes("--small") ? "small" : "full";
const folder = mkdtempSync(join(tmpdir(), "spectryn-soak-"));
const report = join(folder, "kept.jsonl");

const started = Date.now();
const files = [...new Set(promises.map(({ test }) => test))];
const { status } = spawnSync("npx", ["vitest", "run", ...files], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    SPECTRYN_BUILT: "1",
    PROOF_SIZE: size,
    PROOF_REPORT: report,
    PROPERTY_SEED: process.env["PROPERTY_SEED"] ?? "random",
  },
});
const measured = readReport();
rmSync(folder, { recursive: true, force: true });

const rows = promises.map(({ id, promise, test }) => ({ promise, test, measured: measured.get(id) ?? null }));
const minutes = Math.ceil((Date.now() - started) / 60_000);
const table = [
  "| promise | proof | last measured |",
  "|---|---|---|",
  ...rows.map((row) => `| ${row.promise} | [${row.test}](../${row.test}) | ${row.measured ?? "NOT KEPT"} |`),
].join("\n");
const broken = rows.filter((row) => row.measured === null).length;
console.log(`\n${table}\n\n${rows.length - broken} promises kept, ${broken} not, in ${minutes} minutes`);
if (broken === 0 && status === 0) {
  writeFileSync(join(root, "docs/guarantees.md"), page());
  console.log("written: docs/guarantees.md");
} else {
  process.exitCode = 1;
}

/** What each promise measured, by its id. */
function readReport() {
  if (!existsSync(report)) return new Map();
  const lines = readFileSync(report, "utf8").trim().split("\n");
  return new Map(lines.map((line) => JSON.parse(line)).map((row) => [row.promise, row.measured]));
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
