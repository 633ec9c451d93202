/** The configuration of a run, with what it needs from outside: files, git, the user's home. */
import { homedir } from "node:os";
import { describeOrigins } from "../config/config.ts";
import { type FlagValues, type LoadedConfig, loadConfig } from "../config/load.ts";
import { secretValues } from "../config/secrets.ts";
import { isTracked } from "../git/tracked.ts";
import type { Runtime } from "../ports/runtime.ts";
import type { Workspace } from "./workspace.ts";

export type { Config } from "../config/config.ts";
export { toSettings } from "../config/config.ts";

export interface Configured extends LoadedConfig {
  /** Verbose lines: where each value came from; secrets are not shown. */
  readonly origins: readonly string[];
  /** Texts that must appear in no output. */
  readonly secrets: readonly string[];
}

export async function configure(
  workspace: Workspace,
  runtime: Runtime,
  given: { readonly flags?: FlagValues; readonly configFile?: string | undefined },
): Promise<Configured> {
  const { cwd, root, repository } = workspace;
  const loaded = await loadConfig({
    cwd,
    root,
    env: runtime.env,
    home: runtime.env["HOME"] ?? homedir(),
    ...given,
    isTracked: async (path) => repository !== null && isTracked(repository, path),
  });
  return { ...loaded, origins: describeOrigins(loaded.config), secrets: secretValues(loaded.config) };
}
