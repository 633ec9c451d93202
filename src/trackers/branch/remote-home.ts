/**
 * A tracker on a branch of a remote. `refs/remotes/<remote>/<branch>` is theirs, `refs/heads/<branch>` is
 * ours; ours moves only after the remote was seen to hold what we wrote.
 *
 *   theirs   ours                 what is read             the next commit's parent
 *   none     none                 nothing                  none
 *   any      none, or in theirs   theirs                   theirs
 *   none     any                  ours                     ours, published as it is
 *   any      on top of theirs     ours                     ours, published as it is
 *   any      beside theirs        theirs, ours replayed    theirs
 */
import { SpectrynError } from "../../errors.ts";
import { readBlobAt } from "../../git/blobs.ts";
import type { Repository } from "../../git/git.ts";
import { mergeBase, updateRef } from "../../git/refs.ts";
import { diffTrees } from "../../git/tree.ts";
import type { Shared } from "./fetch-shared.ts";
import { makeRemoteFiles } from "./files/remote-files.ts";
import { fileRefs } from "./files/store.ts";
import { type BranchOptions, fetchedRef, type Home, scratchRef, type View } from "./home.ts";
import { fromPath } from "./layout.ts";
import { checkSameTracker } from "./lineage.ts";
import { publishToRemote } from "./publish.ts";
import { makeStateReader, type ReadState } from "./read.ts";
import { compareRefs, type RemoteRefs } from "./remote-refs.ts";
import { replay } from "./replay.ts";
import { findSettled, settledRefs } from "./settled.ts";
import type { BranchState } from "./state.ts";
import { notesOf, withRepair } from "./ways.ts";

export function makeRemoteHome({ shared, ask }: RemoteRefs, options: BranchOptions): Home {
  const { repo, remote, branch, ownRef, theirRef, seenRef } = shared;
  const readState = makeStateReader(repo);
  const files = makeRemoteFiles(repo, remote, options);
  return {
    place: shared,
    ownRefs: [
      ...[ownRef, theirRef, seenRef, scratchRef, fetchedRef],
      ...[...settledRefs(shared), ...fileRefs(branch, remote)],
    ],
    putFiles: (sources, { offline }) => (offline === null ? files.put(sources) : files.keep(sources)),
    readFiles: files.read,
    look: async () => {
      const { theirs, ours, offline } = await ask();
      const compared = await compare(shared, readState, ours, theirs).catch((error) => {
        throw withRepair(error, shared);
      });
      return { ...compared, offline, notes: notesOf(compared, shared) };
    },
    locate: async () => {
      const { theirs, ours, offline } = await ask();
      const position = await compareRefs(repo, ours, theirs);
      return position === "beside" ? null : { commit: position === "behind" ? theirs : ours, offline };
    },
    publish: async (commit, view) => {
      if (view.offline !== null) return keepHere(shared, commit, view);
      if (hasAttachments(view)) await files.publishKept();
      return publishToRemote(shared, commit, view);
    },
  };
}

function hasAttachments({ state }: View): boolean {
  return [...state.issues.values(), ...state.fresh.map(({ file }) => file)].some(
    ({ issue }) => issue.attachments.length > 0,
  );
}

/** The commit is this clone's until it is published. */
async function keepHere(
  { repo, ownRef, branch }: Shared,
  commit: string,
  view: View,
): Promise<"done" | "moved"> {
  if (view.conflicts.length > 0) {
    throw new SpectrynError("refused", `the branch ${branch} of this clone contradicts what is published`, {
      hint: "Settle that first, with the network: spectryn status",
      data: { conflicts: view.conflicts },
    });
  }
  return (await updateRef(repo, ownRef, commit, view.ours)) ? "done" : "moved";
}

type Compared = Omit<View, "offline" | "notes">;

async function compare(
  shared: Shared,
  readState: ReadState,
  ours: string | null,
  theirs: string | null,
): Promise<Compared> {
  const { repo } = shared;
  const position = await compareRefs(repo, ours, theirs);
  if (position === "behind") return wholeView(theirs, theirs, ours, await readState(theirs), null);
  if (position === "ahead") {
    const ahead = await diffTrees(repo, theirs, ours);
    const records = ahead.filter(
      ({ path }) => !["other", "readme", "attributes"].includes(fromPath(path).is),
    );
    return wholeView(ours, theirs, ours, await readState(ours), new Set(records.map(({ path }) => path)));
  }
  return replayedView(shared, readState, ours!, theirs!);
}

function wholeView(
  parent: string | null,
  published: string | null,
  ours: string | null,
  state: BranchState,
  ahead: ReadonlySet<string> | null,
): Compared {
  const waiting = state.fresh.filter(({ path }) => ahead?.has(path) !== true).length;
  const unpublished = waiting + (ahead === null ? 0 : Math.max(1, ahead.size));
  const ownPaths = ahead ?? new Set<string>();
  return {
    ...{ tip: parent, parent, published, ours, state, unpublished },
    ...{ conflicts: [], undecided: null, ownPaths },
  };
}

async function replayedView(
  shared: Shared,
  readState: ReadState,
  ours: string,
  theirs: string,
): Promise<Compared> {
  const { repo } = shared;
  const common = await mergeBase(repo, ours, theirs);
  const settled = await findSettled(shared, ours, theirs);
  const since = settled ?? common;
  const base = await readState(common);
  const settledState = settled === null ? null : await readState(settled);
  const own = await readState(ours);
  const state = await readState(theirs);
  await checkSameTracker(shared, own, state, common !== null);
  const texts = await readCommentTexts(repo, since, ours);
  const { contested, ...replayed } = replay({
    ...{ base, settled: settledState, ours: own, theirs: state },
    textOf: (path) => texts.get(path) ?? null,
  });
  const undecided = { contested, since, settled };
  // The plan also depends on what was replayed.
  const ownPaths = new Set([...replayed.state.pending.keys(), ...replayed.state.taken.keys()]);
  const at = { tip: `${theirs}+${ours}`, parent: theirs, published: theirs, ours };
  return { ...at, ...replayed, undecided, ownPaths };
}

/** Our comments, which a replay takes as a whole. */
async function readCommentTexts(
  repo: Repository,
  common: string | null,
  ours: string,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { path, after } of await diffTrees(repo, common, ours)) {
    const { is } = fromPath(path);
    if (after === null || (is !== "comment" && is !== "new-comment")) continue;
    const bytes = await readBlobAt(repo, ours, path);
    if (bytes !== null) texts.set(path, bytes.toString("utf8"));
  }
  return texts;
}
