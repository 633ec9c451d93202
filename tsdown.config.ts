import { defineConfig } from "tsdown";

/** One package without runtime dependencies: everything is bundled, commands are loaded when they run. */
export default defineConfig({
  entry: { index: "src/index.ts", bin: "src/cli/bin.ts" },
  format: "esm",
  platform: "node",
  target: "node20",
  outDir: "dist",
  fixedExtension: false,
  minify: true,
  dts: { entry: ["src/index.ts"] },
  deps: { onlyBundle: false },
});
