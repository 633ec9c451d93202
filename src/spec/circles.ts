/** Circles among items that block each other, as far as the specs of a run say so. */
import { findCircles } from "../core/audit/circles.ts";
import { blockingOf } from "../core/issue/links.ts";
import type { Item } from "../core/item/item.ts";
import type { ItemIndex } from "./item-index.ts";

export function findItemCircles(index: ItemIndex): Item[][] {
  const edges = new Map<Item, Item[]>();
  const add = (from: Item, to: Item) => {
    const before = edges.get(from);
    if (before === undefined) edges.set(from, [to]);
    else before.push(to);
  };
  for (const item of index.items) {
    for (const { type, to } of item.fields.links ?? []) {
      const other = index.find(item.namespace, to);
      if (other === null || other === item) continue;
      const way = blockingOf(type);
      if (way === "forth") add(item, other);
      else if (way === "back") add(other, item);
    }
  }
  return findCircles(edges);
}
