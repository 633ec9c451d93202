/** The comments of issues, as a view of the branch holds them. */
import type { Comment, IssueComments } from "../../core/issue/issue.ts";
import type { Repository } from "../../git/git.ts";
import { parseCommentFile } from "./comment-file.ts";
import { isReason } from "./field-values.ts";
import { commentPath, fromPath } from "./layout.ts";
import { readTexts } from "./read-texts.ts";
import type { BranchState } from "./state.ts";

/** Where each comment's text is: its blob, or the text itself where only this clone has it. */
export type CommentSource = { readonly oid: string } | { readonly text: string };

export async function readComments(
  repo: Repository,
  state: BranchState,
  issues: readonly number[],
): Promise<Map<number, IssueComments>> {
  const sources = commentSources(state, new Set(issues));
  const oids = [...sources.values()].flatMap((own) =>
    [...own.values()].flatMap((source) => ("oid" in source ? [source.oid] : [])),
  );
  const texts = await readTexts(repo, [...new Set(oids)]);
  const textOf = (source: CommentSource) => ("oid" in source ? (texts.get(source.oid) ?? "") : source.text);
  return parseComments(sources, textOf);
}

/** By issue, then by the comment's id. */
export function commentSources(
  { oids, pending, fresh }: Pick<BranchState, "oids" | "pending" | "fresh">,
  issues: ReadonlySet<number>,
): Map<number, Map<string, CommentSource>> {
  const sources = new Map<number, Map<string, CommentSource>>();
  const add = (number: number, name: string, source: CommentSource | null) => {
    if (!issues.has(number)) return;
    const own = sources.get(number) ?? new Map<string, CommentSource>();
    sources.set(number, own);
    if (source === null) own.delete(name);
    else own.set(name, source);
  };
  const addPath = (path: string, source: CommentSource | null) => {
    const place = path.startsWith("comments/") ? fromPath(path) : null;
    if (place?.is === "comment") add(place.number, place.name, source);
  };
  for (const [path, oid] of oids) addPath(path, { oid });
  for (const [path, text] of pending) addPath(path, text === null ? null : { text });
  for (const [index, { comments }] of fresh.entries()) {
    for (const [name, text] of comments ?? []) add(-1 - index, name, { text });
  }
  return sources;
}

export function parseComments(
  sources: ReadonlyMap<number, ReadonlyMap<string, CommentSource>>,
  textOf: (source: CommentSource) => string,
): Map<number, IssueComments> {
  const result = new Map<number, IssueComments>();
  for (const [number, own] of sources) {
    const comments: Comment[] = [];
    const unreadable: IssueComments["unreadable"][number][] = [];
    for (const name of [...own.keys()].sort()) {
      const file = parseCommentFile(textOf(own.get(name)!), name);
      if (!isReason(file)) comments.push(file.comment);
      else unreadable.push({ path: commentPath(number, name), number, reason: file.reason, owner: null });
    }
    result.set(number, { comments, unreadable });
  }
  return result;
}
