/** Circles among items that block each other: one for each group of items, found by one walk over all edges. */
import type { Item } from "../core/item.ts";
import type { ItemIndex } from "./item-index.ts";

/** What each item blocks: `A blocks B`, `B blocked by A` and `B depends on A` are one edge. */
function blockedItems(index: ItemIndex): Map<Item, Item[]> {
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
      if (type === "blocks") add(item, other);
      else if (type === "blocked by" || type === "depends on") add(other, item);
    }
  }
  return edges;
}

interface Step {
  readonly item: Item;
  next: number;
}

export function findCircles(index: ItemIndex): Item[][] {
  const edges = blockedItems(index);
  const left = new Set<Item>();
  const reported = new Set<Item>();
  const circles: Item[][] = [];
  for (const start of edges.keys()) {
    if (left.has(start)) continue;
    const path: Step[] = [{ item: start, next: 0 }];
    const onPath = new Map<Item, number>([[start, 0]]);
    while (path.length > 0) {
      const step = path.at(-1)!;
      const to = edges.get(step.item)?.[step.next];
      step.next += 1;
      if (to === undefined) {
        path.pop();
        onPath.delete(step.item);
        left.add(step.item);
        continue;
      }
      const at = onPath.get(to);
      if (at !== undefined) {
        if (reported.has(to)) continue;
        const circle = path.slice(at).map(({ item }) => item);
        if (!circle.some((item) => reported.has(item))) circles.push(circle);
        for (const item of circle) reported.add(item);
      } else if (!left.has(to)) {
        onPath.set(to, path.length);
        path.push({ item: to, next: 0 });
      }
    }
  }
  return circles;
}
