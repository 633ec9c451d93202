/** TOML 1.0 to a tree with places. The parser's messages are shown, because they never quote the text. */
import { type AST, ParseError, parseTOML } from "toml-eslint-parser";
import { formatPlace, type Place } from "../../core/item/problem.ts";
import { configError, type MapEntry, type MapNode, type TreeNode } from "../tree.ts";

interface OpenMap extends MapNode {
  readonly entries: MapEntry[];
}

type Position = { readonly line: number; readonly column: number };
type PlaceOf = (position: Position) => Place;

export function parseToml(text: string, file: string): TreeNode {
  const placeOf: PlaceOf = ({ line, column }) => ({ file, line, column: column + 1 });
  const root = openMap({ file, line: 1, column: 1 });
  for (const node of parse(text, file).body[0].body) {
    if (node.type === "TOMLKeyValue") addKeyValue(root, node, placeOf);
    else addTable(root, node, placeOf);
  }
  return root;
}

function parse(text: string, file: string): AST.TOMLProgram {
  try {
    return parseTOML(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const place: Place = { file, line: error.lineNumber, column: error.column + 1 };
    throw configError([{ where: formatPlace(place), message: reasonOf(error.message) }]);
  }
}

function reasonOf(message: string): string {
  if (/multiple times/.test(message)) return "this key stands here a second time; remove one of them";
  return `not valid TOML: ${message.toLowerCase()}; texts stand in quotes`;
}

function addTable(root: OpenMap, { kind, key, resolvedKey, body }: AST.TOMLTable, placeOf: PlaceOf): void {
  const place = placeOf(key.loc.start);
  if (kind === "array") {
    const name = resolvedKey.filter((part) => typeof part === "string").join(".");
    throw configError([
      { where: formatPlace(place), message: `[[${name}]] is a list of tables; write [${name}]` },
    ]);
  }
  const map = resolvedKey.reduce((parent: OpenMap, name) => enter(parent, String(name), place), root);
  for (const node of body) addKeyValue(map, node, placeOf);
}

function addKeyValue(map: OpenMap, { key, value }: AST.TOMLKeyValue, placeOf: PlaceOf): void {
  const names = key.keys.map((part) => (part.type === "TOMLBare" ? part.name : part.value));
  const place = placeOf(key.loc.start);
  const parent = names.slice(0, -1).reduce((inner, name) => enter(inner, name, place), map);
  parent.entries.push({
    key: names.at(-1)!,
    keyPlace: placeOf(key.keys.at(-1)!.loc.start),
    value: toTree(value, placeOf),
  });
}

/** The table of that name, made where it is missing; the parser has refused names that are no tables. */
function enter(parent: OpenMap, name: string, place: Place): OpenMap {
  const found = parent.entries.find(({ key }) => key === name)?.value;
  if (found?.type === "map") return found as OpenMap;
  const made = openMap(place);
  parent.entries.push({ key: name, keyPlace: place, value: made });
  return made;
}

function openMap(place: Place): OpenMap {
  return { type: "map", entries: [], place };
}

function toTree(node: AST.TOMLContentNode, placeOf: PlaceOf): TreeNode {
  const place = placeOf(node.loc.start);
  if (node.type === "TOMLArray")
    return { type: "list", items: node.elements.map((item) => toTree(item, placeOf)), place };
  if (node.type === "TOMLInlineTable") {
    const map = openMap(place);
    for (const member of node.body) addKeyValue(map, member, placeOf);
    return map;
  }
  if (node.kind === "string" || node.kind === "boolean") {
    return { type: "scalar", value: node.value, text: String(node.value), place };
  }
  if (node.kind === "integer" || node.kind === "float") {
    return { type: "scalar", value: Number(node.value), text: node.number, place };
  }
  // A date is a text to us: no option is one.
  return { type: "scalar", value: node.datetime, text: node.datetime, place };
}
