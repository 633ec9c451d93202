/** Syncs the example into the embedded tracker of a temporary folder, and shows it. Leaves the folder there. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "spectryn-try-"));
cpSync(join(root, "examples"), folder, { recursive: true });

const commands = [
  ["plan", "shop"],
  ["sync", "shop", "--execute"],
  ["issue", "list"],
  ["sync", "shop", "--execute"],
];
for (const args of commands) {
  console.log(`\n$ spectryn ${args.join(" ")}`);
  const { status } = spawnSync(process.execPath, [join(root, "dist/bin.cjs"), ...args], {
    cwd: folder,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
console.log(`\nThe folder is ${folder}; look around: cd ${folder} && npx ${root} issue show US-001`);
