/**
 * YAML 1.2 to a tree with places. Anchors, aliases and `<<` work; a bomb of aliases does not.
 * The parser's own messages quote the text, which may be a secret, so only its codes are used.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar as YamlScalar,
} from "yaml";
import { formatPlace, type Place } from "../../core/item/problem.ts";
import { configError, type MapEntry, type MapNode, type Scalar, type TreeNode } from "../tree.ts";

const maxNodes = 10_000;
const maxDepth = 20;

interface Walk {
  readonly document: Document;
  readonly placeAt: (offset: number) => Place;
  left: number;
}

export function parseYaml(text: string, file: string): TreeNode {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true, logLevel: "error" });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col };
  };
  const problems = [...document.errors, ...document.warnings].map(({ code, pos }) => ({
    where: formatPlace(placeAt(pos[0])),
    message: reasons[code] ?? "not valid YAML; put a value with special characters in quotes",
  }));
  if (problems.length > 0) throw configError(problems.slice(0, 5));
  const empty: MapNode = { type: "map", entries: [], place: { file, line: 1, column: 1 } };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return empty;
  }
  return toTree(document.contents, { document, placeAt, left: maxNodes }, 0);
}

const reasons: Readonly<Record<string, string>> = {
  BAD_ALIAS: "an alias (*) names no anchor (&) above it; put the value in quotes if the * belongs to it",
  BAD_DQ_ESCAPE: "a \\ in a \"...\" text starts an escape that does not exist; use '...' instead",
  BAD_INDENT: "the indentation does not fit the lines above",
  BAD_SCALAR_START: "a value cannot start with this character; put it in quotes",
  BLOCK_AS_IMPLICIT_KEY: "a value holds another `key: value`; put it in quotes or on a line of its own",
  DUPLICATE_KEY: "this key stands here a second time; remove one of them",
  MISSING_CHAR: "a quote, bracket or the : after a key is missing",
  MULTILINE_IMPLICIT_KEY: "a key goes over several lines; a `: ` may be missing",
  MULTIPLE_DOCS: "a second document (---) starts here; a configuration is one document",
  TAB_AS_INDENT: "a tab is used as indentation; YAML wants blanks",
  TAG_RESOLVE_FAILED:
    "tags (!) are not used in a configuration; put the value in quotes if the ! belongs to it",
};

function toTree(node: unknown, walk: Walk, depth: number): TreeNode {
  const place = walk.placeAt((node as Node | null)?.range?.[0] ?? 0);
  walk.left -= 1;
  if (walk.left < 0 || depth > maxDepth) {
    throw configError([
      {
        where: formatPlace(place),
        message: "the values are nested too deeply or refer to each other too often",
      },
    ]);
  }
  if (isAlias(node)) {
    const target = node.resolve(walk.document);
    if (target === undefined)
      throw configError([{ where: formatPlace(place), message: reasons["BAD_ALIAS"]! }]);
    return { ...toTree(target, walk, depth + 1), place };
  }
  if (isMap(node)) return { type: "map", entries: toEntries(node.items, walk, depth), place };
  if (isSeq(node))
    return { type: "list", items: node.items.map((item) => toTree(item, walk, depth + 1)), place };
  const scalar = node as YamlScalar | null;
  const value = (
    typeof scalar?.value === "bigint" ? Number(scalar.value) : (scalar?.value ?? null)
  ) as Scalar;
  return { type: "scalar", value, text: scalar?.source ?? String(value), place };
}

/** Entries of a `<<` come after the map's own, and never over them. */
function toEntries(pairs: readonly Pair[], walk: Walk, depth: number): MapEntry[] {
  const own: MapEntry[] = [];
  const merged: MapEntry[] = [];
  for (const { key, value } of pairs) {
    const keyPlace = walk.placeAt((key as Node).range?.[0] ?? 0);
    if (!isScalar(key))
      throw configError([{ where: formatPlace(keyPlace), message: "a key is one word or a text in quotes" }]);
    const tree = toTree(value ?? { range: (key as Node).range }, walk, depth + 1);
    if (isMergeKey(key)) merged.push(...mergedEntries(tree));
    else own.push({ key: key.source ?? String(key.value), keyPlace, value: tree });
  }
  const seen = new Set(own.map(({ key }) => key));
  return [...own, ...merged.filter(({ key }) => !seen.has(key) && seen.add(key))];
}

function isMergeKey(key: YamlScalar): boolean {
  return key.type === "PLAIN" && key.source === "<<";
}

function mergedEntries(tree: TreeNode): readonly MapEntry[] {
  if (tree.type === "map") return tree.entries;
  if (tree.type === "list") return tree.items.flatMap(mergedEntries);
  throw configError([{ where: formatPlace(tree.place), message: "<< takes an alias of a table" }]);
}
