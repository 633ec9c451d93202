/** A tracker as its readers see it. Throws where one item has two issues, or a value stands there twice. */
import type { Snapshot } from "../../../src/core/issue/issue.ts";
import type { Tracker } from "../../../src/ports/tracker.ts";
import { readTracker, type Values } from "./values.ts";

export async function viewOf(tracker: Tracker): Promise<Values> {
  const snapshot = await tracker.read();
  const known = views.get(tracker);
  if (known !== undefined && known.tip === snapshot.tip) return known.values;
  const values = await readView(tracker, snapshot);
  views.set(tracker, { tip: snapshot.tip, values });
  return values;
}

const views = new WeakMap<Tracker, { readonly tip: string | null; readonly values: Values }>();

async function readView(tracker: Tracker, { issues, milestones }: Snapshot): Promise<Values> {
  const living = issues.filter(({ deleted }) => deleted === null);
  const commented = await tracker.readComments(living.map(({ number }) => number!));
  const comments = new Map([...commented].map(([number, { comments: own }]) => [number, own]));
  refuseTwice(living.flatMap(({ owner }) => owner?.key ?? []));
  refuseTwice(living.map(({ fields }) => fields.title));
  refuseTwice(issues.map(({ number }) => String(number)));
  for (const own of comments.values())
    refuseTwice(own.flatMap(({ deleted, text }) => (deleted === null ? text : [])));
  return readTracker(issues, milestones, comments);
}

function refuseTwice(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new Error(`doubled: ${name}`);
    seen.add(name);
  }
}
