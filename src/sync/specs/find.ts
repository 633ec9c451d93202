/** The specs of a run: the paths that were named, else the patterns of the configuration, else EPIC.md. */
import { relative, resolve } from "node:path";
import { SpectrynError } from "../../errors.ts";
import type { Config } from "../configure.ts";
import type { Workspace } from "../workspace.ts";

/** Paths from the working directory; empty where the default spec is meant. */
export async function findSpecs(
  workspace: Workspace,
  config: Config,
  named: readonly string[],
): Promise<readonly string[]> {
  if (named.length > 0 || config.specs.length === 0) return named;
  const patterns = [...config.specs];
  const { glob } = await import("tinyglobby");
  const options = {
    cwd: config.specsFolder,
    onlyFiles: true,
    ignore: ["**/node_modules/**"],
    absolute: true,
  };
  const found = await glob(patterns, options);
  if (found.length > 0) return found.map((path) => relative(workspace.cwd, resolve(path))).sort();
  throw new SpectrynError("config", `specs: ${patterns.join(", ")} match no file in ${config.specsFolder}`, {
    hint: "Correct the patterns, or name a spec: spectryn plan EPIC.md",
    data: { patterns },
  });
}
