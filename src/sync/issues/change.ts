/** One change by hand: reads, decides what to write, writes one commit; where somebody was first, all of it again. */
import type { Snapshot } from "../../core/issue/issue.ts";
import type { Write } from "../../core/issue/write.ts";
import type { Runtime } from "../../ports/runtime.ts";
import type { FileSource, Outcome, Tracker } from "../../ports/tracker.ts";
import { writeAlone } from "../races.ts";

export interface Work<T> {
  /** None: nothing is written. */
  readonly writes: readonly Write[];
  /** Content that the writes attach. */
  readonly files?: readonly FileSource[];
  readonly result: T;
}

export interface Changed<T> {
  readonly result: T;
  /** `null` where there was nothing to write. */
  readonly outcome: Extract<Outcome, { status: "done" }> | null;
  /** What the decision was made on. */
  readonly snapshot: Snapshot;
  /** Changes that only this clone had, now on the shared branch. */
  readonly published: number;
}

/**
 * `work` may run several times and must not write. `always`: commits even without writes, so that what only
 * this clone has is published.
 */
export async function changeIssues<T>(
  tracker: Tracker,
  runtime: Runtime,
  work: (snapshot: Snapshot) => Work<T> | Promise<Work<T>>,
  options: { readonly always?: boolean } = {},
): Promise<Changed<T>> {
  return writeAlone<Changed<T>>(tracker, runtime, async () => {
    const snapshot = await tracker.read();
    const { writes, files = [], result } = await work(snapshot);
    const isIdle = writes.length === 0 && !(options.always && snapshot.unpublished > 0);
    if (isIdle) return { result, outcome: null, snapshot, published: 0 };
    await tracker.putFiles(files);
    const outcome = await tracker.commit({ tip: snapshot.tip, writes, specs: {} });
    if (outcome.status === "moved") return { triedMs: outcome.triedMs };
    const published = outcome.isUnpublished ? 0 : snapshot.unpublished;
    return { result, outcome, snapshot, published };
  });
}
