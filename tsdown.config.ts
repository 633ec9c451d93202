import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
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

const sources = join(import.meta.dirname, "src/");

/** What `spectryn --help` loads: the declared commands. */
const helpFiles =
  /^(errors|version|core\/suggest|cli\/(app|bare-form|options|output|unknown-option|commands\/.*(command|-commands|-options)))\.ts$/;

const isForHelp = (file: string) =>
  file.includes("/node_modules/commander/") ||
  (file.startsWith(sources) && helpFiles.test(file.slice(sources.length)));

/** Every file costs a run about a tenth of a millisecond, and so does code that it does not need: few, of middle size. */
const inFewFiles: UserConfig["outputOptions"] = {
  strictExecutionOrder: true,
  chunkFileNames: ({ name }) => `${name.startsWith("shared~") ? "shared" : "[name]"}-[hash].cjs`,
  codeSplitting: {
    groups: [
      { name: "help", priority: 1, test: isForHelp },
      // Else it lies beside the first small file of ours that is merged with one that needs it.
      { name: "yaml", test: (file) => file.includes("/node_modules/yaml/") },
      {
        name: "shared",
        test: (file) => file.startsWith(sources),
        minShareCount: 2,
        entriesAware: true,
        entriesAwareMergeThreshold: 20_000,
      },
    ],
  },
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
    outputOptions: inFewFiles,
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
