/** Builds the command once for all end-to-end tests, unless it was just built. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

export default function build(): void {
  if (process.env["SPECTRYN_BUILT"]) return;
  const root = resolve(import.meta.dirname, "../..");
  execFileSync("npx", ["tsdown", "--logLevel", "error"], { cwd: root, stdio: "inherit" });
}
