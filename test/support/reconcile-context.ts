/** What a reconciliation is told of texts: their ids, and those that a base names. */
import { createHash } from "node:crypto";
import { normalText } from "../../src/core/issue/field.ts";
import type { ReconcileContext } from "../../src/core/reconcile/reconcile.ts";

export const hash = (text: string) => createHash("sha1").update(text).digest("hex");

export const context = (
  texts: readonly string[] = [],
  rest: Partial<ReconcileContext> = {},
): ReconcileContext => ({
  hash,
  texts: new Map(texts.map((text) => [hash(normalText(text)), normalText(text)])),
  prefer: null,
  ...rest,
});
