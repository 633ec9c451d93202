/** The items of a run by key and issue; two items of one name are a problem. */
import type { Target } from "../core/issue/field.ts";
import { issueName } from "../core/issue/mentions.ts";
import { foldKey, type Item } from "../core/item/item.ts";
import { formatPlace, type Place, type Problem } from "../core/item/problem.ts";
import { makeProblem } from "./codes.ts";

/** Items of a run by what names them. */
export interface ItemIndex {
  readonly items: readonly Item[];
  find(namespace: string, target: Target): Item | null;
  readonly keys: readonly string[];
}

export function indexItems(items: readonly Item[]): { index: ItemIndex; problems: Problem[] } {
  const problems: Problem[] = [];
  const byKey = new Map<string, Item>();
  const byRef = new Map<number, Item>();
  for (const item of items) {
    if (item.key !== null && !item.key.startsWith("#")) {
      const name = `${item.namespace}:${foldKey(item.key)}`;
      const first = byKey.get(name);
      if (first === undefined) byKey.set(name, item);
      else problems.push(makeProblem("SP060", duplicateMessage(item, first.place), item.place, first.place));
    }
    if (item.ref === null) continue;
    const first = byRef.get(item.ref);
    if (first === undefined) byRef.set(item.ref, item);
    else {
      const message = `issue ${issueName(item.ref)} is already claimed by ${nameOf(first)} in ${formatPlace(first.place)}`;
      problems.push(makeProblem("SP061", message, item.place, first.place));
    }
  }
  const find = (namespace: string, target: Target) =>
    (typeof target === "number" ? byRef.get(target) : byKey.get(`${namespace}:${foldKey(target)}`)) ?? null;
  return { index: { items, find, keys: [...byKey.values()].map((item) => item.key!) }, problems };
}

function duplicateMessage(item: Item, first: Place): string {
  const where = item.namespace === "" ? "" : ` of the namespace "${item.namespace}"`;
  return `the key ${item.key}${where} is already used in ${formatPlace(first)}; give one of the two another id`;
}

export function nameOf(item: Item): string {
  return item.key ?? (item.ref === null ? `"${item.fields.title}"` : issueName(item.ref));
}
