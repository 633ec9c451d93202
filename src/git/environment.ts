/**
 * The environment and settings of every git child. spectryn may run inside a git hook, in CI without a
 * terminal, or in a repository somebody prepared: none of it may redirect, hang or run anything.
 */
import { devNull } from "node:os";
import type { Env } from "../process/run.ts";

/**
 * Variables that point git at another repository or index (`git rev-parse --local-env-vars`), or change what
 * paths, objects or output mean.
 */
const foreign = new Set([
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_ATTR_SOURCE",
  "GIT_COMMON_DIR",
  "GIT_CONFIG",
  "GIT_CURL_VERBOSE",
  "GIT_DEFAULT_HASH",
  "GIT_DEFAULT_REF_FORMAT",
  "GIT_DIR",
  "GIT_EXTERNAL_DIFF",
  "GIT_GLOB_PATHSPECS",
  "GIT_GRAFT_FILE",
  "GIT_ICASE_PATHSPECS",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_NAMESPACE",
  "GIT_NOGLOB_PATHSPECS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_QUARANTINE_PATH",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
]);

/** Settings of a repository or user that would run programs, start work in the background or slow us down. */
export const fixedSettings: readonly string[] = [
  `core.hooksPath=${devNull}`,
  "core.fsmonitor=false",
  // A developer's own fetch holds these locks for moments only.
  "core.filesRefLockTimeout=2000",
  "protocol.version=2",
  "gc.auto=0",
  "maintenance.auto=false",
  "fetch.writeCommitGraph=false",
].flatMap((setting) => ["-c", setting]);

/** Settings given through the environment, where no list of processes shows them: for credentials. */
export type Settings = readonly (readonly [key: string, value: string])[];

export interface EnvironmentOptions {
  readonly env: Env;
  readonly settings?: Settings | undefined;
  readonly hasTerminal?: boolean | undefined;
  /** `core.sshCommand` of the repository. */
  readonly sshCommand?: string | null | undefined;
}

export function makeGitEnvironment(options: EnvironmentOptions): Env {
  const env: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(options.env)) {
    if (!foreign.has(name) && !name.startsWith("GIT_TRACE")) env[name] = value;
  }
  return {
    ...env,
    LC_ALL: "C",
    LANGUAGE: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "https:http:ssh:file",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    ...sshVariables(options),
    ...settingVariables(options),
  };
}

/** Appends to the settings the caller's environment already carries. */
function settingVariables({ env, settings = [] }: EnvironmentOptions): Record<string, string> {
  if (settings.length === 0) return {};
  const first = Number.parseInt(env["GIT_CONFIG_COUNT"] ?? "0", 10) || 0;
  const variables: Record<string, string> = { GIT_CONFIG_COUNT: String(first + settings.length) };
  settings.forEach(([key, value], index) => {
    variables[`GIT_CONFIG_KEY_${first + index}`] = key;
    variables[`GIT_CONFIG_VALUE_${first + index}`] = value;
  });
  return variables;
}

/** Without a terminal ssh must fail instead of asking. The user's own ssh command keeps its say. */
function sshVariables({ env, hasTerminal, sshCommand }: EnvironmentOptions): Record<string, string> {
  if (hasTerminal) return {};
  const own = env["GIT_SSH_COMMAND"] ?? sshCommand;
  // GIT_SSH names a program that takes no options of ours; plink and others do not know -o.
  if (!own && env["GIT_SSH"]) return {};
  const command = own || "ssh";
  const program = command.trim().split(/\s+/)[0]?.split(/[/\\]/).at(-1) ?? "";
  if (/plink|putty/i.test(program) || (env["GIT_SSH_VARIANT"] ?? "ssh") !== "ssh") return {};
  return { GIT_SSH_COMMAND: `${command} -o BatchMode=yes` };
}
