/**
 * Writes the files that are made from the sources; with --check it writes nothing and fails if one is stale.
 * Node 20 cannot run TypeScript, so the generator is bundled into a temporary folder first.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "tsdown";

const root = resolve(import.meta.dirname, "..");
const isCheck = process.argv.includes("--check");

const stale = (await loadFiles()).filter(({ path, content }) => readOrNull(join(root, path)) !== content);
for (const { path, content } of stale) {
  if (isCheck) {
    console.error(`${path} is stale; run: node scripts/generate.mjs`);
    continue;
  }
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
  console.log(`written: ${path}`);
}
if (stale.length === 0) console.log("generated files are fresh");
if (isCheck && stale.length > 0) process.exitCode = 1;

async function loadFiles() {
  const folder = mkdtempSync(join(tmpdir(), "spectryn-generate-"));
  try {
    await build({
      config: false,
      cwd: root,
      entry: { files: "src/config/generated/files.ts" },
      format: "esm",
      platform: "node",
      outDir: folder,
      fixedExtension: true,
      dts: false,
      logLevel: "error",
      deps: { onlyBundle: false },
    });
    const { makeGeneratedFiles } = await import(pathToFileURL(join(folder, "files.mjs")).href);
    return makeGeneratedFiles();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOrNull(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
