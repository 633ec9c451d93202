/**
 * Reads the configuration of a run in three steps: parse with places, bring to one form, check; then merge.
 * Precedence: flag, environment, `.env`, project's file, user's file, default.
 */
import { join, resolve } from "node:path";
import { SpectrynError } from "../errors.ts";
import { realPath, statKind } from "../fs/files.ts";
import { type Checked, checkGiven, checkValue } from "./check.ts";
import type { Config } from "./config.ts";
import type { Assignment, Given } from "./layer.ts";
import { mergeAssignments, toNested } from "./merge.ts";
import { findOption, type Option } from "./options.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import { configSchema } from "./schema/config.ts";
import { type Dotenv, readDotenv } from "./sources/dotenv.ts";
import { readConfigFile } from "./sources/file.ts";
import { findDotenvFiles, findProjectFile, isInside, showPath } from "./sources/find.ts";
import {
  auditVariables,
  readVariables,
  toTree,
  type Variables,
  type VariableValue,
} from "./sources/variables.ts";
import { configError } from "./tree.ts";

/** Values of flags by the option's key: `{ "bitbucket.repo": "shop", "sync.execute": true }`. */
export type FlagValues = Readonly<Record<string, string | boolean | undefined>>;

export interface LoadOptions {
  readonly cwd: string;
  /** The repository's root, or that of the embedded tracker; the search for files ends there. */
  readonly root: string;
  readonly env: Variables;
  /** The user's home directory. */
  readonly home: string;
  readonly flags?: FlagValues;
  /** The file of `--config`. */
  readonly configFile?: string | undefined;
  /** Whether git tracks the file at an absolute path; asked only about files that hold a secret. */
  readonly isTracked: (path: string) => Promise<boolean>;
}

export interface LoadedConfig {
  readonly config: Config;
  /** One sentence each, for stderr. */
  readonly warnings: readonly string[];
}

export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const { cwd, env, home, flags = {} } = options;
  const dotenv = await loadDotenv(options);
  const files = [await loadProjectFile(options), await loadUserFile(options)];
  const sources = [
    checkVariables(readFlags(flags, cwd)),
    checkVariables(readVariables(env, cwd, (variable) => ({ from: "environment", variable }))),
    dotenv === null
      ? checkVariables([])
      : checkVariables(readVariables(dotenv.variables, dotenv.folder, dotenv.originOf)),
    ...files.flatMap((file) => (file === null ? [] : [checkGiven(file)])),
  ];
  const problems = sources.flatMap((source) => source.problems);
  if (problems.length > 0) throw configError(problems);
  const assignments = sources.map((source) => source.assignments);
  const config = makeConfig(mergeAssignments(assignments), cwd, home);
  const warnings = [
    ...auditVariables(env, ""),
    ...(dotenv === null
      ? []
      : [...dotenv.warnings, ...auditVariables(dotenv.variables, ` in ${dotenv.shown}`)]),
    ...auditFlags(flags),
    ...(await auditTrackedSecrets(assignments.flat(), options.isTracked)),
  ];
  return { config, warnings };
}

function makeConfig(winners: readonly Assignment[], cwd: string, home: string): Config {
  const values = configSchema.parse(toNested(winners, home));
  const origins = winners.map(
    ({ key, entry, origin }) => [entry === null ? key : `${key}.${entry}`, origin] as const,
  );
  const specsFolder = winners.find(({ key }) => key === "specs")?.folder ?? cwd;
  return { ...values, specsFolder, origins: Object.fromEntries(origins) };
}

async function loadDotenv({ cwd, root }: LoadOptions): Promise<Dotenv | null> {
  for (const path of await findDotenvFiles(cwd, root)) {
    const dotenv = await readDotenv(path, showPath(path, cwd));
    if (dotenv !== null) return dotenv;
  }
  return null;
}

async function loadProjectFile({ cwd, root, configFile }: LoadOptions): Promise<Given | null> {
  if (configFile === undefined) {
    const path = await findProjectFile(cwd, root);
    return path === null ? null : readConfigFile(path, showPath(path, cwd), "project");
  }
  const path = resolve(cwd, configFile);
  // Naming a file does not make its author somebody else: inside the repository it stays the repository's.
  const isProject = isInside(await realPath(path), await realPath(root));
  const given = await readConfigFile(path, configFile, isProject ? "project" : "named");
  if (given !== null) return given;
  throw new SpectrynError("config", `there is no file ${configFile}`, {
    hint: "Check the path given to --config.",
  });
}

async function loadUserFile({ env, home, cwd }: LoadOptions): Promise<Given | null> {
  const base = env["XDG_CONFIG_HOME"]?.trim();
  // The standard wants a relative path ignored.
  const folder = base?.startsWith("/") || (base && /^[a-z]:/i.test(base)) ? base : join(home, ".config");
  const path = join(folder, "spectryn", "config.yaml");
  return (await statKind(path)) === "missing" ? null : readConfigFile(path, showPath(path, cwd), "user");
}

function readFlags(flags: FlagValues, cwd: string): VariableValue[] {
  return Object.entries(flags).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const option = findOption(key);
    if (option === null) throw new Error(`no option ${key}`);
    const node = toTree(option.kind, value);
    const origin: Origin = { from: "flag", flag: flagOf(option, value) };
    return [{ option, node, given: { tree: node, originOf: () => origin, folder: cwd } }];
  });
}

function flagOf({ key, facts }: Option, value: string | boolean): string {
  if (key === "sync.execute" && value === false) return "--dry-run";
  return facts.flag ?? `--${key.replace(/[._]/g, "-")}`;
}

function checkVariables(values: readonly VariableValue[]): Checked {
  const checked = values.map(({ option, node, given }) => checkValue(given, option, node));
  return {
    assignments: checked.flatMap(({ assignments }) => assignments),
    problems: checked.flatMap(({ problems }) => problems),
  };
}

function auditFlags(flags: FlagValues): string[] {
  return Object.entries(flags).flatMap(([key, value]) => {
    const option = value === undefined ? null : findOption(key);
    if (option?.facts.isSecret !== true) return [];
    const flag = option.facts.flag ?? key;
    return [
      `${flag} shows the secret to everyone who can list this machine's processes; use ${option.variable}`,
    ];
  });
}

/** One warning a file, whatever wins: the secret is in the history even when a stronger source hides it here. */
async function auditTrackedSecrets(
  assignments: readonly Assignment[],
  isTracked: LoadOptions["isTracked"],
): Promise<string[]> {
  const secrets = assignments.filter(({ key }) => findOption(key)?.facts.isSecret === true);
  const paths = new Set(secrets.flatMap(({ origin }) => ("path" in origin ? [origin.path] : [])));
  const warnings: string[] = [];
  for (const path of paths) {
    if (!(await isTracked(path))) continue;
    const { key, origin } = secrets.find(({ origin }) => "path" in origin && origin.path === path)!;
    const variable = findOption(key)?.variable;
    warnings.push(
      `${describeOrigin(origin)}: ${key} is a secret in a file that git tracks; take it out, revoke it, and use ${variable}`,
    );
  }
  return warnings;
}
