/** One batch: refused as a whole, or written step by step, with what this clone has to remember of it. */
import type { Batch } from "../../core/issue/write.ts";
import type { Outcome } from "../../ports/tracker.ts";
import { refuseUnknownComments } from "./comments.ts";
import { fileWrites } from "./files.ts";
import { openJournal } from "./journal.ts";
import type { Known, Parts, TrackerPlace } from "./known.ts";
import { type LocalState, writeLocalState } from "./local-state.ts";
import { refuseImpossible, refuseUnknown } from "./refuse.ts";
import type { Session } from "./session.ts";
import { tipOf } from "./snapshot.ts";
import { progressError } from "./steps.ts";
import { isRaceLost } from "./twins.ts";
import { writeBatch } from "./write-batch.ts";

/** Asking again at once would only spend the hour's requests while somebody writes. */
const moved = { status: "moved", triedMs: 500 } as const;

/** Writes a batch where nobody wrote since it was planned. */
export async function commitBatch(
  batch: Batch,
  known: Known,
  parts: Parts,
  { folder, name }: TrackerPlace,
): Promise<Outcome> {
  const { state, view } = known;
  const { lists } = parts;
  const done = { status: "done", renamed: [], isUnpublished: false } as const;
  const marks = Object.keys(batch.specs).length + Object.keys(batch.scanned ?? {}).length;
  if (view.snapshot.tip !== batch.tip) return moved;
  if (batch.writes.length + marks === 0) return { ...done, tip: batch.tip, numbers: [] };
  refuseImpossible(batch.writes, name);
  refuseUnknown(batch.writes, (number) => view.issues.has(number));
  if (!(await lists.isUnchanged())) return moved;
  const journal = await openJournal(folder);
  const session: Session = {
    ...parts,
    journal,
    state,
    issues: view.issues,
    numbers: new Map(view.numbers),
    files: fileWrites(batch.writes),
  };
  await refuseUnknownComments(session, batch.writes);
  try {
    const { progress, numbers } = await writeBatch(session, batch);
    if (isRaceLost(progress.stopped)) {
      const created = [...session.numbers].filter(([subject]) => !view.numbers.has(subject));
      return { ...moved, created: new Map(created) };
    }
    const error = progressError(name, progress);
    if (error !== null) throw error;
    for (const [path, blob] of Object.entries(batch.specs)) {
      if (blob === null) delete state.specs[path];
      else state.specs[path] = blob;
    }
    Object.assign(state.scanned, batch.scanned);
    await journal.clear();
    return { ...done, tip: tipOf(lists.latest().values()), numbers };
  } finally {
    await writeLocalState(folder, pruned(state));
  }
}

/** Without texts that no base names any more. */
function pruned(state: LocalState): LocalState {
  const named = new Set(Object.values(state.issues).flatMap(({ base }) => Object.values(base ?? {})));
  const texts = Object.fromEntries(Object.entries(state.texts).filter(([blob]) => named.has(blob)));
  return { ...state, texts };
}
