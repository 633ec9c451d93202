/** Bundles the tests' git server, which is TypeScript, to where nobody but the benchmark finds it. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "tsdown";

export async function loadGitServer(root) {
  const outDir = join(root, "node_modules/.cache/spectryn-bench");
  await build({
    cwd: root,
    config: false,
    entry: { "git-server": "test/support/git-server.ts" },
    outDir,
    format: "esm",
    platform: "node",
    target: "node20",
    fixedExtension: true,
    dts: false,
    logLevel: "error",
  });
  return (await import(pathToFileURL(join(outDir, "git-server.mjs")).href)).startGitServer;
}
