import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { defineConfig, type UserConfig } from "tsdown";

/** commander would load it to start commands that are programs of their own, of which there are none. */
const noPrograms = {
  name: "no-programs",
  resolveId: (id: string, importer?: string) =>
    id === "node:child_process" && importer?.includes("/commander/") ? "\0no-programs" : null,
  load: (id: string) => (id === "\0no-programs" ? "export default {}" : null),
};

const shared: UserConfig = {
  platform: "node",
  target: "node20",
  outDir: "dist",
  minify: true,
  dts: false,
  deps: { onlyBundle: false },
  plugins: [noPrograms],
};

/**
 * One package without runtime dependencies: everything is bundled, commands are loaded when they run. Inside it is
 * CommonJS, because only of that can node 20 keep the compiled code (src/start); outside the library is a module.
 */
export default defineConfig([
  { ...shared, format: "cjs", entry: { bin: "src/start/bin.ts" } },
  {
    ...shared,
    format: "cjs",
    clean: false,
    entry: { library: "src/index.ts", command: "src/start/command.ts" },
    onSuccess: writeModule,
  },
  {
    ...shared,
    format: "esm",
    clean: false,
    fixedExtension: false,
    entry: { index: "src/index.ts" },
    dts: { emitDtsOnly: true },
  },
]);

/** The library as a module: the names of what it exports. */
function writeModule() {
  const names = Object.keys(createRequire(import.meta.url)("./dist/library.cjs")).sort();
  writeFileSync(
    "dist/index.js",
    `import library from "./library.cjs";\nexport const { ${names.join(", ")} } = library;\n`,
  );
}
