/** Comments of a pull request. They are no collection: the activities tell of them, some of them twice. */
import type { HttpClient } from "../../http/client.ts";
import { readPages } from "../../http/pages.ts";
import type { ForgeComment } from "../../ports/forge.ts";
import type { makeRepositoryCalls } from "./client.ts";
import { flatten, toComment } from "./mapping.ts";
import { exceptionOf } from "./rules.ts";
import type { ServerComment } from "./schema.ts";

type Calls = ReturnType<typeof makeRepositoryCalls>;

const triesOfUpdate = 3;

export async function listComments(http: HttpClient, calls: Calls, pull: number): Promise<ForgeComment[]> {
  const standing = new Map<number, ServerComment>();
  const deleted = new Set<number>();
  for await (const { comment, commentAction } of readPages(http.send, calls.listActivities(pull))) {
    if (comment === undefined) continue;
    if (commentAction === "DELETED") {
      deleted.add(comment.id);
      continue;
    }
    for (const one of flatten(comment)) {
      const known = standing.get(one.id);
      if (known === undefined || known.version < one.version) standing.set(one.id, one);
    }
  }
  return [...standing.values()]
    .filter(({ id }) => !deleted.has(id))
    .map(toComment)
    .sort((a, b) => a.created.getTime() - b.created.getTime() || a.id - b.id);
}

/**
 * Changes a comment's text. The version is read just before, because it also rises when commits are pushed; a
 * stale one is read again. A change that was done although its answer was lost is seen by its text.
 */
export async function updateComment(
  http: HttpClient,
  calls: Calls,
  pull: number,
  id: number,
  text: string,
): Promise<ForgeComment> {
  for (let tries = 1; ; tries += 1) {
    const present = (await http.send(calls.getComment(pull, id))).value;
    if (tries > 1 && present.text === text) return toComment(present);
    const tried = await http.trySend(calls.updateComment(pull, id, present.version, text));
    if (tried.ok) return toComment(tried.answer.value);
    if (tried.failure.status !== 409 || tries === triesOfUpdate) throw http.toError(tried.failure);
  }
}

/** Takes a comment of ours away. One that is gone, or that somebody answered, stays as it is. */
export async function removeComment(http: HttpClient, calls: Calls, pull: number, id: number): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const present = await http.trySend(calls.getComment(pull, id));
    if (!present.ok && present.failure.status === 404) return;
    if (!present.ok) throw http.toError(present.failure);
    const tried = await http.trySend(calls.removeComment(pull, id, present.answer.value.version));
    if (tried.ok || tried.failure.status === 404) return;
    if (exceptionOf(tried.failure) === "CommentDeletionException") return;
    if (tried.failure.status !== 409 || tries === triesOfUpdate) throw http.toError(tried.failure);
  }
}
