/**
 * From where on a main branch's commits are read. The *mark* is the commit up to which they were: one travels with
 * the tracker, one is this clone's own; the one that is further along counts.
 *
 *   no mark             the first time: it is set, and nothing that is there already acts
 *   an ancestor         what came since is read
 *   a descendant        somebody read further than this clone has: nothing to do
 *   not in this clone   nothing is done and the mark stays: a clone that has it goes on (also in a shallow clone)
 *   on another line     the branch was rewritten: the mark is set anew, nothing acts, and the way to read is told
 */
import { isShallow } from "../../git/commits.ts";
import { isOid } from "../../git/oid.ts";
import { hasObject, isAncestor, mergeBase } from "../../git/refs.ts";
import type { Repository } from "../../git/repository.ts";
import type { LocalMark } from "../state.ts";

export type Range =
  | { readonly kind: "read"; readonly from: readonly string[] }
  /** `isFurthest`: the head is known to be as far as any mark. */
  | { readonly kind: "nothing"; readonly isFurthest: boolean }
  | { readonly kind: "first" }
  | { readonly kind: "missing"; readonly mark: string; readonly isShallow: boolean }
  | { readonly kind: "rewritten"; readonly mark: string; readonly base: string | null };

export interface Marks {
  readonly shared: string | undefined;
  readonly own: LocalMark | undefined;
}

/** No git call where the head is a mark that is known to be the furthest. */
export async function findRange(repo: Repository, head: string, marks: Marks): Promise<Range> {
  const shared = toMark(marks.shared);
  const own = toMark(marks.own?.mark);
  if (shared === null && own === null) return { kind: "first" };
  const isOwnFurther = own !== null && (marks.own?.over ?? null) === shared;
  if (shared === head || (own === head && isOwnFurther)) return { kind: "nothing", isFurthest: true };
  const context = { repo, head, isShallow: await isShallow(repo) };
  const ownRelation = await relate(own, context);
  if (isOwnFurther && ownRelation === "before") return { kind: "read", from: [own] };
  const relation = await relate(shared, context);
  if (relation === "after" || ownRelation === "after") return { kind: "nothing", isFurthest: false };
  if (own === head) return { kind: "nothing", isFurthest: relation !== "missing" };
  if (relation === "missing") return { kind: "missing", mark: shared!, isShallow: context.isShallow };
  const from = [shared, own].filter(
    (mark, index) => mark !== null && [relation, ownRelation][index] === "before",
  );
  if (from.length > 0) return { kind: "read", from: from as string[] };
  const mark = (shared ?? own)!;
  const isMissing = ownRelation === "missing" && shared === null;
  if (isMissing && context.isShallow) return { kind: "missing", mark, isShallow: true };
  const base = isMissing ? null : await mergeBase(repo, mark, head);
  return { kind: "rewritten", mark, base };
}

/** The tracker's file may hold anything. */
function toMark(mark: string | undefined): string | null {
  return mark !== undefined && isOid(mark) ? mark : null;
}

interface Context {
  readonly repo: Repository;
  readonly head: string;
  readonly isShallow: boolean;
}

type Relation = "none" | "before" | "after" | "apart" | "missing";

async function relate(mark: string | null, { repo, head, isShallow }: Context): Promise<Relation> {
  if (mark === null) return "none";
  if (mark === head) return "before";
  if (!(await hasObject(repo, mark, "commit"))) return "missing";
  if (await isAncestor(repo, mark, head)) return "before";
  if (await isAncestor(repo, head, mark)) return "after";
  // What lies between may be among the commits that a shallow clone left out.
  return isShallow ? "missing" : "apart";
}
