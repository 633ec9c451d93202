/**
 * The base of an item whose spec is behind. What such a spec says as the last sync had it is nobody's change, wherever
 * the file seems to stand: a version that was synced and never committed is in no history. For everything else the
 * older sync counts.
 */
import { type FieldName, type Fields, type FieldValue, fieldNames } from "./field.ts";
import type { Base } from "./issue.ts";
import { isSameAsBase } from "./reconcile.ts";

/** `past`: the base at the older sync; `latest`: the one of now. `null`: there was none. */
export function pastBase(
  spec: Fields,
  past: Base | null,
  latest: Base | null,
  context: { readonly hash: (text: string) => string },
): Base | null {
  if (past === null || latest === null) return past;
  const base: Record<string, FieldValue> = {};
  for (const name of fieldNames(spec, past, latest)) {
    const [wanted, then, now] = [spec, past, latest].map(
      (fields) => fields[name as FieldName] as FieldValue | undefined,
    );
    const isKnown =
      wanted === undefined || now === undefined ? wanted === now : isSameAsBase(name, wanted, now, context);
    const value = isKnown ? now : then;
    if (value !== undefined) base[name] = value;
  }
  return base as Base;
}
