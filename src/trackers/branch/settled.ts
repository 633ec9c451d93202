/**
 * What of this clone's side a replay published. Ours stays where it is while something of it is contested, as the only
 * place that holds these values, and where a run is killed after its push; without this, all the rest would be laid
 * over the shared branch again and again, and undo what others did to it since.
 *
 * It is a commit with two parents, ours and the one that published it. Its tree is ours, with what is contested as
 * it was before. It counts where both parents are in their branches, so it is written before the push: a push that
 * never arrived makes it mean nothing, and then the one before it counts, which a second ref keeps.
 */
import { readBlobAt } from "../../git/blobs.ts";
import { commitFiles } from "../../git/commit.ts";
import { resolveCommit } from "../../git/commits.ts";
import { checkRef } from "../../git/names.ts";
import { isAncestor, readRef } from "../../git/refs.ts";
import { moveRef, type Shared } from "./fetch-shared.ts";
import type { View } from "./home.ts";

type Place = Pick<Shared, "repo" | "remote" | "branch">;

/** The newest first. */
export function settledRefs({ remote, branch }: Pick<Shared, "remote" | "branch">): [string, string] {
  const ref = (name: string) => checkRef(`refs/spectryn/${name}/${remote}/${branch}`);
  return [ref("settling"), ref("settled")];
}

/** `null`: nothing of ours was published yet. */
export async function findSettled(place: Place, ours: string, theirs: string): Promise<string | null> {
  const { repo } = place;
  for (const ref of settledRefs(place)) {
    const settled = await readRef(repo, ref);
    if (settled === null) continue;
    const [own, published] = [
      await resolveCommit(repo, `${settled}^1`),
      await resolveCommit(repo, `${settled}^2`),
    ];
    if (own === null || published === null) continue;
    if ((await isAncestor(repo, own, ours)) && (await isAncestor(repo, published, theirs))) return settled;
  }
  return null;
}

/** To be called before `commit` is pushed. */
export async function keepSettled(place: Place, commit: string, view: View): Promise<void> {
  const { repo } = place;
  const { ours, undecided } = view;
  if (ours === null || undecided === null) return;
  const { contested, since, settled } = undecided;
  const changes = [];
  for (const { path, text } of contested) {
    const before = text === null && since !== null ? readBlobAt(repo, since, path) : null;
    changes.push({ path, content: text ?? (await before) });
  }
  const [next, last] = settledRefs(place);
  if (settled !== null) await moveRef(repo, last, settled);
  const nobody = { name: "spectryn", email: "spectryn@localhost", date: new Date(0) };
  await commitFiles(repo, {
    ...{ parent: ours, merged: commit, changes, message: "what was published of this clone" },
    ...{ author: nobody, committer: nobody, sign: false, scratchRef: next },
  });
}
