/** What a file says, before any meaning: values with their places, the same for YAML and TOML. */
import type { Place } from "../core/item/problem.ts";
import { SpectrynError } from "../errors.ts";

export type Scalar = string | number | boolean | null;

export interface ScalarNode {
  readonly type: "scalar";
  readonly value: Scalar;
  /** As it is written, so that `repo: 0012` stays `0012`. */
  readonly text: string;
  readonly place: Place;
}

export interface ListNode {
  readonly type: "list";
  readonly items: readonly TreeNode[];
  readonly place: Place;
}

export interface MapNode {
  readonly type: "map";
  readonly entries: readonly MapEntry[];
  readonly place: Place;
}

export interface MapEntry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: TreeNode;
}

export type TreeNode = ScalarNode | ListNode | MapNode;

/** Something wrong with a value: `where` is a place or the name of a variable or flag. */
export interface ConfigProblem {
  readonly where: string;
  readonly message: string;
}

/** One error for all problems, so that nobody fixes them one run at a time. */
export function configError(problems: readonly ConfigProblem[]): SpectrynError {
  const lines = problems.map(({ where, message }) => `${where}: ${message}`);
  const message =
    lines.length === 1
      ? lines[0]!
      : `the configuration has ${lines.length} errors:\n${lines.map((line) => `  ${line}`).join("\n")}`;
  return new SpectrynError("config", message, {
    hint: "Correct it, then run the same command again; docs/configuration.md lists all keys.",
    data: { mistakes: problems },
  });
}
