/**
 * The forms people may write to the one form the schema checks: `"1"` for true, one pattern for a list, a
 * number for a text. What fits no form stays as it is, and the schema says what is wrong.
 */
import type { Option, OptionKind } from "./options.ts";
import type { ScalarNode, TreeNode } from "./tree.ts";

export function normalise(option: Option, node: TreeNode): unknown {
  if (node.type === "scalar") return scalarForms[option.kind](node);
  if (option.kind === "mapping" && node.type === "map") {
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, textOf(value)]));
  }
  if (option.kind === "list" && node.type === "list") return node.items.map(textOf);
  return plain(node);
}

const scalarForms: Readonly<Record<OptionKind, (node: ScalarNode) => unknown>> = {
  text: (node) => textOf(node),
  boolean: ({ value, text }) => booleans.get(text) ?? value,
  number: (node) => numberOf(node),
  rate: (node) => numberOf(node),
  list: (node) => [textOf(node)],
  mapping: ({ value }) => value,
};

const booleans = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

/** A number's own digits: `repo: 2024` is a text, and `0012` keeps its zeros. */
function textOf(node: TreeNode): unknown {
  if (node.type !== "scalar") return plain(node);
  return typeof node.value === "number" ? node.text : node.value;
}

function numberOf({ value, text }: ScalarNode): unknown {
  return typeof value === "string" && /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : value;
}

function plain(node: TreeNode): unknown {
  if (node.type === "scalar") return node.value;
  if (node.type === "list") return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
}
