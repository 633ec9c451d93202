/** Problems that only show when the specs of a run are seen together. */
import type { Problem } from "../core/problem.ts";
import type { ParsedSpec } from "./source.ts";

export function auditSpecs(_specs: readonly ParsedSpec[]): Problem[] {
  return [];
}
