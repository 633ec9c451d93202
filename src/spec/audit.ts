/** Problems that only show when the specs of a run are seen together. Pure and linear in their items. */
import type { Target } from "../core/issue/field.ts";
import { foldKey, type Item } from "../core/item/item.ts";
import type { Problem } from "../core/item/problem.ts";
import { nearest } from "../core/suggest.ts";
import { findItemCircles } from "./circles.ts";
import { makeProblem } from "./codes.ts";
import { type ItemIndex, indexItems, nameOf } from "./item-index.ts";
import type { ParsedSpec } from "./source.ts";

export function auditSpecs(specs: readonly ParsedSpec[]): Problem[] {
  const items = specs.flatMap((spec) => spec.items);
  const { index, problems } = indexItems(items);
  const unknown = makeUnknown(index);
  const missingEpics = new Set<string>();
  for (const item of items) {
    problems.push(...auditLinks(item, index, unknown), ...auditParent(item, index, unknown));
    problems.push(...auditEpic(item, index, unknown, missingEpics));
  }
  problems.push(...findItemCircles(index).map(circleProblem));
  return problems;
}

/** Words for a key that names no item; a near key is looked for only for the first ones, it costs a pass. */
type Unknown = (key: string) => string;
const mostSuggestions = 20;

function makeUnknown(index: ItemIndex): Unknown {
  let count = 0;
  return (key) => {
    count += 1;
    const near = count > mostSuggestions ? null : nearest(key, index.keys);
    return `${key} is no item of these specs${near === null ? "" : `; did you mean ${near}?`}`;
  };
}

function isSame(item: Item, target: Target): boolean {
  if (typeof target === "number") return target === item.ref;
  return item.key !== null && foldKey(target) === foldKey(item.key);
}

function auditLinks(item: Item, index: ItemIndex, unknown: Unknown): Problem[] {
  const place = item.places["links"] ?? item.place;
  return (item.fields.links ?? []).flatMap(({ type, to }) => {
    if (isSame(item, to)) return [makeProblem("SP065", `${nameOf(item)} ${type} itself`, place)];
    if (typeof to === "number" || index.find(item.namespace, to) !== null) return [];
    return [makeProblem("SP063", `${type}: ${unknown(to)}`, place)];
  });
}

function auditParent(item: Item, index: ItemIndex, unknown: Unknown): Problem[] {
  const { parent } = item.fields;
  if (parent == null) return [];
  const place = item.places["parent"] ?? item.place;
  if (isSame(item, parent)) return [makeProblem("SP065", `${nameOf(item)} is its own parent`, place)];
  if (typeof parent === "number" || index.find(item.namespace, parent) !== null) return [];
  return [makeProblem("SP064", `parent: ${unknown(parent)}`, place)];
}

/** The epic of a row, or of the front matter, which is reported once a file. */
function auditEpic(item: Item, index: ItemIndex, unknown: Unknown, seen: Set<string>): Problem[] {
  const isRow = item.fields.epic != null;
  if (item.epic === null || item.epic.startsWith("#") || item.type === "subtask") return [];
  const place = item.places["epic"] ?? item.place;
  if (isRow && isSame(item, item.epic))
    return [makeProblem("SP065", `${nameOf(item)} is its own epic`, place)];
  const found = index.find(item.namespace, item.epic);
  if (found !== null && found.type !== "epic") {
    const message = `epic: ${nameOf(found)} is a ${found.type}, not an epic`;
    return [makeProblem("SP064", message, place, found.place)];
  }
  const name = `${item.spec}\n${item.epic}`;
  if (found !== null || (!isRow && seen.has(name))) return [];
  if (!isRow) seen.add(name);
  return [makeProblem("SP064", `epic: ${unknown(item.epic)}`, place)];
}

function circleProblem(circle: readonly Item[]): Problem {
  const first = circle[0]!;
  const path = [...circle, first].map(nameOf).join(" -> ");
  const place = first.places["links"] ?? first.place;
  return makeProblem("SP062", `these items block each other: ${path}`, place, circle[1]?.place);
}
