/** Three-way merges of what is more than one value: sets, texts, orders. */
import { diff3Merge } from "node-diff3";
import { elementKey, type Link, normalText } from "../issue/field.ts";

type Element = string | number | Link;

/** Additions and removals of both sides; a removal needs the base, so without one the result is the union. */
export function mergeSets(
  base: readonly Element[],
  spec: readonly Element[],
  tracker: readonly Element[],
): Element[] {
  const inBase = new Set(base.map(elementKey));
  const inSpec = new Set(spec.map(elementKey));
  const inTracker = new Set(tracker.map(elementKey));
  const kept = tracker.filter(
    (element) => inSpec.has(elementKey(element)) || !inBase.has(elementKey(element)),
  );
  const added = spec.filter(
    (element) => !inTracker.has(elementKey(element)) && !inBase.has(elementKey(element)),
  );
  return [...kept, ...added];
}

/** Both sides' changed lines, or `null` where they touch the same lines. */
export function mergeTexts(base: string, spec: string, tracker: string): string | null {
  const lines = (text: string) => normalText(text).split("\n");
  const regions = diff3Merge(lines(spec), lines(base), lines(tracker), { excludeFalseConflicts: true });
  const merged: string[] = [];
  for (const region of regions) {
    if (region.ok === undefined) return null;
    merged.push(...region.ok);
  }
  return merged.join("\n");
}

/**
 * The order of sections: the spec's unless only the tracker moved something. Names that the spec does not
 * have follow the name they follow in the tracker.
 */
export function mergeOrder(
  base: readonly string[] | null,
  spec: readonly string[],
  tracker: readonly string[],
): string[] {
  const common = (names: readonly string[]) =>
    names.filter((name) => spec.includes(name) && tracker.includes(name));
  const isSame = (a: readonly string[], b: readonly string[]) =>
    common(a).join("\n") === common(b).join("\n");
  const trackerMoved = base !== null && isSame(base, spec) && !isSame(base, tracker);
  const [lead, other] = trackerMoved ? [tracker, spec] : [spec, tracker];
  const result = [...lead];
  other.forEach((name, index) => {
    if (result.includes(name)) return;
    const before = other.slice(0, index).findLast((candidate) => result.includes(candidate));
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, name);
  });
  return result;
}
