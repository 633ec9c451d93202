/** Files on a branch of this repository. */
import type { Repository } from "../../../git/git.ts";
import { branchRef } from "../../../git/names.ts";
import { readRef, updateRef } from "../../../git/refs.ts";
import type { BranchOptions } from "../home.ts";
import { refuseCheckout } from "../write-batch.ts";
import { addFiles } from "./add-files.ts";
import { findEntry, readShards } from "./files-index.ts";
import { batchesOf, type FileStore, filesBranch, filesScratchRef, sizeOf, storedContent } from "./store.ts";

export function makeLocalFiles(repo: Repository, options: BranchOptions): FileStore {
  const branch = filesBranch(options.branch);
  const ref = branchRef(branch);
  return {
    put: async (files) => {
      let [count, bytes] = [0, 0];
      for (const batch of batchesOf(files)) {
        for (;;) {
          const tip = await readRef(repo, ref);
          const shards = await readShards(
            repo,
            tip,
            batch.map(({ sha256 }) => sha256),
          );
          const missing = batch.filter(({ sha256 }) => findEntry(shards, sha256) === null);
          if (missing.length === 0) break;
          await refuseCheckout(repo, branch);
          const place = { repo, person: repo, options, scratchRef: filesScratchRef };
          const commit = await addFiles(place, tip, shards, missing);
          if (!(await updateRef(repo, ref, commit, tip))) continue;
          count += missing.length;
          bytes += sizeOf(missing);
          break;
        }
      }
      return { count, bytes };
    },
    read: async (hashes, take) => {
      const shards = await readShards(repo, await readRef(repo, ref), hashes);
      const missing: string[] = [];
      for (const sha256 of new Set(hashes)) {
        const entry = findEntry(shards, sha256);
        if (entry === null) missing.push(sha256);
        else await take(sha256, storedContent(repo, entry));
      }
      return missing;
    },
  };
}
