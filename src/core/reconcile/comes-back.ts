/** What of a reconciled item a spec takes from the tracker, where changes are brought back. */
import type { FieldChange } from "./reconcile.ts";

/** An item moves in its file by a person's hand only. */
const unmovable: ReadonlySet<string> = new Set(["epic", "parent"]);

export function comesBack({ field, outcome, merged }: FieldChange): boolean {
  return !unmovable.has(field) && (outcome === "pull" || (outcome === "update" && merged));
}
