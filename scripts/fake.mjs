/** Starts a fake Bitbucket by hand. Node 20 runs no TypeScript, so the fakes are bundled first. */
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "tsdown";

const root = resolve(import.meta.dirname, "..");
// Inside node_modules, so that the bundle finds its packages.
const outDir = join(root, "node_modules", ".cache", "spectryn-fake");
await build({
  config: false,
  cwd: root,
  entry: { "by-hand": "test/fakes/by-hand.ts" },
  outDir,
  format: "esm",
  platform: "node",
  target: "node20",
  fixedExtension: false,
  dts: false,
  logLevel: "error",
});
const { runByHand } = await import(pathToFileURL(join(outDir, "by-hand.js")).href);
try {
  const end = await runByHand(process.argv.slice(2), (line) => console.log(line));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => end().then(() => process.exit(0)));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
