/** Reads what a plan needs of a tracker, and no lists of names that it can do without. */
import type { Snapshot } from "../../core/issue/issue.ts";
import { namesOf } from "../../core/issue/names.ts";
import type { Item } from "../../core/item/item.ts";
import type { Settings } from "../../core/settings.ts";
import type { Tracker } from "../../ports/tracker.ts";

const kinds = ["milestone", "component", "version"] as const;

export async function readTracker(
  tracker: Tracker,
  items: readonly Item[],
  settings: Settings,
): Promise<Snapshot> {
  const snapshot = await tracker.read({ names: "used" });
  // Where a plan may create names, the lists are part of what is read anyway.
  if (tracker.abilities.createNames) return snapshot;
  const needsLists = kinds.some((kind) => {
    const known = new Set(namesOf(snapshot, kind));
    return items.some((item) => {
      const name = nameOf(item, kind, settings);
      return name !== null && !known.has(name);
    });
  });
  if (!needsLists) return snapshot;
  const { milestones, components, versions } = await tracker.readNames();
  return { ...snapshot, milestones, components, versions };
}

function nameOf({ type, fields }: Item, kind: (typeof kinds)[number], { epicAs }: Settings): string | null {
  const isEntry = type === "epic" && epicAs === "milestone";
  if (isEntry) return kind === "milestone" ? (fields.milestone ?? fields.title) : null;
  return fields[kind] ?? null;
}
