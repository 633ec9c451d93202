/** One source's values: as they are written, brought to one form per kind of option, each with its origin. */
import type { Origin } from "./origin.ts";
import type { TreeNode } from "./tree.ts";

/** A value of the environment or a flag, or what stands in a file. */
export interface Given {
  readonly tree: TreeNode;
  /** The origin of a value that stands at a place of the tree. */
  readonly originOf: (node: TreeNode) => Origin;
  /** The folder that relative paths start from. */
  readonly folder: string;
}

/** One value after the checks: an option's, or one entry of a table. */
export interface Assignment {
  readonly key: string;
  /** The word, where the option is a table. */
  readonly entry: string | null;
  readonly value: unknown;
  readonly origin: Origin;
  readonly folder: string;
}
