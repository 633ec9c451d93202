/** Circles of a graph: one for each group of nodes that has any, found by one walk over all edges. */

interface Step<T> {
  readonly node: T;
  next: number;
}

export function findCircles<T>(edges: ReadonlyMap<T, readonly T[]>): T[][] {
  const left = new Set<T>();
  const reported = new Set<T>();
  const circles: T[][] = [];
  for (const start of edges.keys()) {
    if (left.has(start)) continue;
    const path: Step<T>[] = [{ node: start, next: 0 }];
    const onPath = new Map<T, number>([[start, 0]]);
    while (path.length > 0) {
      const step = path.at(-1)!;
      const to = edges.get(step.node)?.[step.next];
      step.next += 1;
      if (to === undefined) {
        path.pop();
        onPath.delete(step.node);
        left.add(step.node);
        continue;
      }
      const at = onPath.get(to);
      if (at !== undefined) {
        if (reported.has(to)) continue;
        const circle = path.slice(at).map(({ node }) => node);
        if (!circle.some((node) => reported.has(node))) circles.push(circle);
        for (const node of circle) reported.add(node);
      } else if (!left.has(to)) {
        onPath.set(to, path.length);
        path.push({ node: to, next: 0 });
      }
    }
  }
  return circles;
}
