/**
 * The size of a proof, and what it measured. `npm run check` runs the small size; `npm run soak` the full one, and
 * writes the numbers into docs/guarantees.md (scripts/soak.mjs).
 */
import { appendFileSync } from "node:fs";

const isFull = process.env["PROOF_SIZE"] === "full";

/** How many rounds, processes or cases: `small` in a check, `full` in a soak. */
export function sized<Size>(small: Size, full: Size): Size {
  return isFull ? full : small;
}

/**
 * To be called at the end of a proof, when all that it promises was expected.
 * `promise`: an id of test/proofs/promises.json. `measured`: for people, one line with the numbers.
 */
export function kept(promise: string, measured: string): void {
  console.log(`kept: ${promise}: ${measured}`);
  const report = process.env["PROOF_REPORT"];
  if (report !== undefined) appendFileSync(report, `${JSON.stringify({ promise, measured })}\n`);
}
