/**
 * The main branches, whose commits act on issues: `transition_branches`, else the remote's HEAD branch, main or
 * master. What counts has reached them: for a tracker at a remote that is what the remote is known to have.
 */
import type { Config } from "../../config/config.ts";
import type { Plan } from "../../core/plan/change.ts";
import { type Branch, readBranches } from "../../git/commits.ts";
import type { Repository } from "../../git/repository.ts";
import type { Forge } from "../../ports/forge.ts";
import type { OpenedTracker } from "../open/open.ts";
import type { Workspace } from "../workspace.ts";

/** Where keywords are read from. */
export interface KeywordSource {
  /** What stands before a branch's name: `refs/heads/` or `refs/remotes/origin/`. */
  readonly refs: string;
  /** `null`: the default; none: nothing is read. */
  readonly branches: readonly string[] | null;
  /** Asked for merged pull requests when a main branch has moved. */
  readonly forge: Forge | null;
  /** What a confirmed plan read; nothing that came later acts. `null`: up to the present. */
  readonly until: Until | null;
}

export interface Until {
  readonly scanned: Readonly<Record<string, string>>;
  /** Pull requests that act in it, as `pr:456`. */
  readonly pullRequests: ReadonlySet<string>;
}

export interface MainBranch {
  readonly name: string;
  readonly head: string;
}

/** `null`: the commits are not here, as outside of a clone of the tracker's repository. */
export function makeKeywordSource(
  { repository }: Workspace,
  config: Config,
  { kind, remote, forge }: Pick<OpenedTracker, "kind" | "remote" | "forge">,
): KeywordSource | null {
  if (repository === null || (kind === "bitbucket" && remote === null)) return null;
  const refs = remote === null ? "refs/heads/" : `refs/remotes/${remote}/`;
  return { refs, branches: config.transition_branches ?? null, forge, until: null };
}

/** The same source for a plan that was looked at. */
export function untilPlan(
  source: KeywordSource | null,
  plan: {
    readonly scanned: Plan["scanned"];
    readonly changes: readonly Pick<Plan["changes"][number], "causes">[];
  },
): KeywordSource | null {
  const shas = plan.changes.flatMap(({ causes }) => causes.map(({ sha }) => sha));
  const pullRequests = new Set(shas.filter((sha) => sha.startsWith("pr:")));
  return source && { ...source, until: { scanned: plan.scanned, pullRequests } };
}

/** Where they stand, in the order in which they are read; without a configured list at most one. */
export async function findMainBranches(repo: Repository, source: KeywordSource): Promise<MainBranch[]> {
  const { refs, branches } = source;
  if (branches !== null) {
    if (branches.length === 0) return [];
    const found = await readBranches(
      repo,
      branches.map((name) => `${refs}${name}`),
    );
    return branches.flatMap((name) => toMainBranch(found, refs, name) ?? []);
  }
  const isLocal = refs === "refs/heads/";
  const remoteHead = isLocal ? "refs/remotes/origin/HEAD" : `${refs}HEAD`;
  const found = await readBranches(repo, [remoteHead, `${refs}main`, `${refs}master`]);
  const named = nameOfHead(found, remoteHead);
  const names = [named, "main", "master"].flatMap((name) => name ?? []);
  const own = isLocal && named !== null ? await readBranches(repo, [`${refs}${named}`]) : [];
  const all = [...found, ...own, ...(isLocal ? [] : headItself(found, remoteHead))];
  return names.flatMap((name) => toMainBranch(all, refs, name) ?? []).slice(0, 1);
}

function toMainBranch(found: readonly Branch[], refs: string, name: string): MainBranch | null {
  const branch = found.find(({ ref }) => ref === `${refs}${name}`);
  return branch === undefined ? null : { name, head: branch.oid };
}

/** `develop` where the remote's HEAD is `refs/remotes/origin/develop`. */
function nameOfHead(found: readonly Branch[], remoteHead: string): string | null {
  const symref = found.find(({ ref }) => ref === remoteHead)?.symref;
  const folder = remoteHead.slice(0, -"HEAD".length);
  return symref?.startsWith(folder) ? symref.slice(folder.length) : null;
}

/** The branch that the remote's HEAD names, which was not asked for by its own name. */
function headItself(found: readonly Branch[], remoteHead: string): Branch[] {
  const head = found.find(({ ref }) => ref === remoteHead);
  return head?.symref == null ? [] : [{ ref: head.symref, oid: head.oid, symref: null }];
}
