/** A tracker of this repository alone: compare-and-swap is `update-ref`. */
import type { Repository } from "../../git/git.ts";
import { branchRef } from "../../git/names.ts";
import { readRef, updateRef } from "../../git/refs.ts";
import { makeLocalFiles } from "./files/local-files.ts";
import { fileRefs } from "./files/store.ts";
import { type BranchOptions, type Home, scratchRef } from "./home.ts";
import { makeStateReader } from "./read.ts";
import { notesOf, withRepair } from "./ways.ts";

export function makeLocalHome(repo: Repository, options: BranchOptions): Home {
  const { branch } = options;
  const files = makeLocalFiles(repo, options);
  const ref = branchRef(branch);
  const readState = makeStateReader(repo);
  const place = { repo, remote: null, branch };
  return {
    place,
    ownRefs: [ref, scratchRef, ...fileRefs(branch)],
    putFiles: (sources) => files.put(sources),
    readFiles: files.read,
    look: async () => {
      const tip = await readRef(repo, ref);
      const state = await readState(tip).catch((error) => {
        throw withRepair(error, place);
      });
      const unpublished = state.fresh.length;
      const own = { unpublished, conflicts: [], undecided: null, ownPaths: new Set<string>(), offline: null };
      const notes = notesOf({ state, conflicts: [] }, place);
      return { notes, tip, parent: tip, published: tip, ours: tip, state, ...own };
    },
    locate: async () => ({ commit: await readRef(repo, ref), offline: null }),
    publish: async (commit, view) =>
      (await updateRef(repo, ref, commit, view.published)) ? "done" : "moved",
  };
}
