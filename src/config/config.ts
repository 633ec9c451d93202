/** The configuration of one run: values with all defaults, and where each came from. */
import { makePriorityWords, makeStatusWords } from "../core/item/mapping.ts";
import type { Settings } from "../core/settings.ts";
import { SpectrynError } from "../errors.ts";
import { findOption, options } from "./options.ts";
import { describeOrigin, type Origin } from "./origin.ts";
import type { ConfigValues } from "./schema/config.ts";
import { isSecret, withoutLogin } from "./secret.ts";

export interface Config extends ConfigValues {
  /** The folder that the patterns of `specs` are relative to. */
  readonly specsFolder: string;
  /** By key, entries of tables as `bitbucket.users.dana`; a key without an origin has its default. */
  readonly origins: Readonly<Record<string, Origin>>;
}

const byDefault: Origin = { from: "default" };

export function originOf(config: Config, key: string): Origin {
  return Object.hasOwn(config.origins, key) ? config.origins[key]! : byDefault;
}

/** What the plan needs to know. */
export function toSettings({ bitbucket, id_pattern }: Config): Settings {
  return {
    epicAs: bitbucket.epic_as,
    labels: { epic: bitbucket.epic_label, story: bitbucket.story_label, subtask: bitbucket.subtask_label },
    orphans: bitbucket.orphans,
    statusWords: makeStatusWords(bitbucket.status_mapping),
    priorityWords: makePriorityWords(bitbucket.priority_mapping),
    attachmentLimit: bitbucket.attachment_limit * 1_000_000,
    users: bitbucket.users,
    idPattern: id_pattern === undefined ? null : new RegExp(id_pattern, "iu"),
  };
}

/** The requests that may be sent: a bucket of `capacity` that refills; `null`: the host's usual ones. */
export function toBudget({ bitbucket }: Config): { capacity: number; perSecond: number } | null {
  const rate = bitbucket.rate_limit;
  if (rate === undefined) return null;
  if (typeof rate === "number") return { capacity: rate, perSecond: rate / 3600 };
  return { capacity: rate.burst, perSecond: rate.per_second };
}

/** Lines for `--verbose`: every value that was set with its origin, then the defaults in one line. */
export function describeOrigins(config: Config): string[] {
  const set = Object.entries(config.origins).map(
    ([key, origin]) => `${key} = ${showValue(config, key)} (${describeOrigin(origin)})`,
  );
  const keys = Object.keys(config.origins);
  const defaults = options
    .filter(({ key }) => !keys.some((name) => name === key || name.startsWith(`${key}.`)))
    .map(({ key }) => [key, valueAt(config, key)] as const)
    .filter(
      ([, value]) => value !== undefined && JSON.stringify(value) !== "{}" && JSON.stringify(value) !== "[]",
    )
    .map(([key, value]) => `${key} = ${String(value)}`);
  return [...set, `defaults: ${defaults.join(", ")}`];
}

function showValue(config: Config, key: string): string {
  const value = valueAt(config, key);
  if (isSecret(value)) return value.toString();
  return typeof value === "string" ? withoutLogin(value) : JSON.stringify(value);
}

/** The value of an option, or of one entry of a table. */
function valueAt(config: Config, key: string): unknown {
  const option = options.find((candidate) => key === candidate.key || key.startsWith(`${candidate.key}.`));
  if (option === undefined) return undefined;
  const whole = option.key
    .split(".")
    .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], config);
  return key === option.key ? whole : (whole as Record<string, unknown>)[key.slice(option.key.length + 1)];
}

/** A missing option: names the flag, the variable and the key in one message. */
export function missingOption(key: string, why: string): SpectrynError {
  const option = findOption(key);
  if (option === null) throw new Error(`no option ${key}`);
  const { flag, example } = option.facts;
  const ways = [
    flag === undefined ? null : `${flag} ...`,
    `${option.variable}=...`,
    `${key} in .spectryn.yaml`,
  ];
  const shown = ways.filter((way) => way !== null);
  return new SpectrynError("option-missing", `${key} is not set: ${why}`, {
    hint: `Set it with ${shown.slice(0, -1).join(", or ")}, or as ${shown.at(-1)} (for example ${example}).`,
    data: { key, flag: flag ?? null, variable: option.variable },
  });
}
