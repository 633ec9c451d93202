/** Where things stand: the tracker, its issues by state, and the specs that were synced into it. */
import { resolve } from "node:path";
import { twinNotes } from "../../core/audit/twins.ts";
import type { Snapshot, Unreadable } from "../../core/issue/issue.ts";
import { type State, states } from "../../core/issue/words.ts";
import { readBytes } from "../../fs/files.ts";
import { blobId } from "../../git/blobs.ts";
import type { Tracker } from "../../ports/tracker.ts";
import type { Workspace } from "../workspace.ts";

export interface Status {
  readonly tracker: { readonly name: string; readonly id: string | null; readonly tip: string | null };
  readonly issues: number;
  readonly byState: Readonly<Partial<Record<State, number>>>;
  readonly milestones: number;
  readonly unpublished: number;
  /** Why the shared tracker was not asked; `null`: it was. */
  readonly offline: string | null;
  readonly conflicts: Snapshot["conflicts"];
  readonly unreadable: readonly Unreadable[];
  /** What people should know of the tracker, each with the way on. */
  readonly notes: readonly string[];
  /** `synced`: as at the last sync; `changed`: other bytes than then; `missing`: not in this work tree. */
  readonly specs: readonly { readonly path: string; readonly is: "synced" | "changed" | "missing" }[];
}

export async function readStatus(workspace: Workspace, tracker: Tracker): Promise<Status> {
  const snapshot = await tracker.read();
  const living = snapshot.issues.filter(({ deleted }) => deleted === null);
  const counted = states.map(
    (state) => [state, living.filter((issue) => issue.fields.state === state).length] as const,
  );
  return {
    tracker: { name: tracker.name, id: snapshot.tracker, tip: snapshot.tip },
    issues: living.length,
    byState: Object.fromEntries(counted.filter(([, count]) => count > 0)),
    milestones: snapshot.milestones.length,
    unpublished: snapshot.unpublished,
    offline: snapshot.offline,
    conflicts: snapshot.conflicts,
    unreadable: snapshot.unreadable,
    notes: [...snapshot.notes, ...twinNotes(snapshot.issues)],
    specs: await Promise.all(
      Object.entries(snapshot.specs).map(async ([path, blob]) => {
        const bytes = await readBytes(resolve(workspace.root, path));
        if (bytes === null) return { path, is: "missing" as const };
        return { path, is: blobId(bytes) === blob ? ("synced" as const) : ("changed" as const) };
      }),
    ),
  };
}
