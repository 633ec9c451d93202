/** Checks one source against the schema: every mistake with its place and, where one is near, the right word. */
import { isSameWord } from "../core/item/mapping.ts";
import type { Assignment, Given } from "./layer.ts";
import { explainIssue, explainUnknownKey } from "./messages.ts";
import { normalise } from "./normalise.ts";
import { findOption, type Option, sections } from "./options.ts";
import { describeOrigin } from "./origin.ts";
import type { ConfigProblem, MapEntry, MapNode, TreeNode } from "./tree.ts";

export interface Checked {
  readonly assignments: readonly Assignment[];
  readonly problems: readonly ConfigProblem[];
}

const nothing: Checked = { assignments: [], problems: [] };

export function checkGiven(given: Given): Checked {
  if (given.tree.type !== "map") {
    return problemAt(
      given,
      given.tree,
      "a configuration is a table of `key: value` lines, not a list or a text",
    );
  }
  return join(
    given.tree.entries.map((entry) =>
      sections.includes(entry.key) ? checkSection(given, entry) : checkEntry(given, null, entry),
    ),
  );
}

function checkSection(given: Given, { key, value }: MapEntry): Checked {
  // `bitbucket:` with all its lines commented out.
  if (value.type === "scalar" && value.value === null) return nothing;
  if (value.type !== "map")
    return problemAt(given, value, `\`${key}\` is a section with keys of its own below it`);
  return join(value.entries.map((entry) => checkEntry(given, key, entry)));
}

function checkEntry(given: Given, section: string | null, entry: MapEntry): Checked {
  const key = section === null ? entry.key : `${section}.${entry.key}`;
  const option = findOption(key);
  if (option !== null) return checkValue(given, option, entry.value);
  const at: TreeNode = { type: "scalar", value: null, text: "", place: entry.keyPlace };
  return problemAt(given, at, explainUnknownKey(section, entry.key));
}

/** The value of one option, from whatever source. */
export function checkValue(given: Given, option: Option, node: TreeNode): Checked {
  const { key } = option;
  if (node.type === "scalar" && node.value === null) {
    return problemAt(given, node, `\`${key}\` has no value; give it one or remove the line`);
  }
  const value = normalise(option, node);
  const parsed = option.schema.safeParse(value);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({
        where: describeOrigin(given.originOf(nodeAt(node, issue.path))),
        message: explainIssue(option, issue, value),
      }));
  if (problems.length > 0) return { assignments: [], problems };
  if (option.kind === "mapping" && node.type === "map") return checkMapping(given, option, node);
  const assignment = { key, entry: null, value, origin: given.originOf(node), folder: given.folder };
  return { assignments: [assignment], problems: [] };
}

/** Words that are the same but for case and dashes are one entry; two of them in one source are a mistake. */
function checkMapping(given: Given, option: Option, node: MapNode): Checked {
  return join(
    node.entries.map((entry, index) => {
      const before = node.entries.slice(0, index).find(({ key }) => isSameWord(key, entry.key));
      if (before !== undefined) {
        const message = `"${entry.key}" in \`${option.key}\` is the same word as "${before.key}"; remove one of them`;
        return problemAt(given, entry.value, message);
      }
      const value = (normalise(option, node) as Record<string, unknown>)[entry.key];
      const origin = given.originOf(entry.value);
      return {
        assignments: [{ key: option.key, entry: entry.key, value, origin, folder: given.folder }],
        problems: [],
      };
    }),
  );
}

/** The part of a value that an issue's path names, or the nearest part above it. */
function nodeAt(node: TreeNode, path: readonly PropertyKey[]): TreeNode {
  const [step, ...rest] = path;
  if (step === undefined || node.type === "scalar") return node;
  const inner =
    node.type === "list"
      ? node.items[Number(step)]
      : node.entries.find(({ key }) => key === String(step))?.value;
  return inner === undefined ? node : nodeAt(inner, rest);
}

function problemAt(given: Given, node: TreeNode, message: string): Checked {
  return { assignments: [], problems: [{ where: describeOrigin(given.originOf(node)), message }] };
}

function join(parts: readonly Checked[]): Checked {
  return {
    assignments: parts.flatMap(({ assignments }) => assignments),
    problems: parts.flatMap(({ problems }) => problems),
  };
}
