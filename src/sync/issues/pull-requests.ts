/** Pull requests of an issue: those that are linked to it, and those that name it. */
import { commentMarker, pullRequestComment } from "../../core/commits/pull-request-comment.ts";
import type { Issue } from "../../core/issue/issue.ts";
import type { IssueRow } from "../../core/issue/issue-index.ts";
import { ownPullRequest } from "../../core/issue/pull-requests.ts";
import { SpectrynError } from "../../errors.ts";
import { hasWord } from "../../forges/words.ts";
import { blobId } from "../../git/blobs.ts";
import type { Forge, ForgeLinks, PullRequest, PutComment } from "../../ports/forge.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { readState, writeState } from "../state.ts";
import type { Workspace } from "../workspace.ts";

/** `linked`: it stands on the issue. The others: where the pull request names the issue. */
export type Origin = "linked" | "title" | "description" | "source branch";

export interface LinkedPullRequest {
  readonly number: number;
  readonly url: string | null;
  readonly origins: readonly Origin[];
  /** `null` where the host could not be asked, or has none of this number. */
  readonly found: Pick<PullRequest, "title" | "state" | "sourceBranch" | "targetBranch"> | null;
}

export interface PullRequestsOfIssue {
  readonly pulls: readonly LinkedPullRequest[];
  /** Why only numbers are known; `null`: the host was asked. */
  readonly unasked: string | null;
}

interface Host {
  readonly tracker: Tracker;
  readonly forge: Forge | null;
  readonly links: ForgeLinks | null;
}

export async function findPullRequests(issue: Issue, host: Host): Promise<PullRequestsOfIssue> {
  const linked = issue.fields.prs ?? [];
  const bare = (unasked: string): PullRequestsOfIssue => ({
    pulls: linked.map((number) => describe(number, null, ["linked"], host)),
    unasked,
  });
  if (host.forge === null) return bare("no Bitbucket is known here");
  try {
    return { pulls: await ask(issue, linked, host.forge, host), unasked: null };
  } catch (error) {
    if (error instanceof SpectrynError && unanswered.has(error.code)) return bare(error.message);
    throw error;
  }
}

const unanswered: ReadonlySet<string> = new Set([
  "network",
  "timeout",
  "authentication",
  "permission",
  "app-password-ended",
  "config",
]);

async function ask(
  issue: Issue,
  linked: readonly number[],
  forge: Forge,
  host: Host,
): Promise<LinkedPullRequest[]> {
  const names = namesOf(issue, host);
  const found = new Map<number, PullRequest>();
  for (const name of names) {
    for (const pull of await forge.searchPullRequests(name)) found.set(pull.number, pull);
  }
  for (const number of linked) {
    const pull = found.has(number) ? null : await forge.getPullRequest(number);
    if (pull !== null) found.set(number, pull);
  }
  const numbers = [...new Set([...linked, ...found.keys()])].sort((a, b) => a - b);
  return numbers.map((number) => {
    const pull = found.get(number) ?? null;
    const own: Origin[] = linked.includes(number) ? ["linked"] : [];
    return describe(number, pull, [...own, ...(pull === null ? [] : originsOf(pull, names))], host);
  });
}

/** How people name an issue where it is no bare number: its key, its file on the branch, its old address. */
function namesOf({ owner, number }: Issue, { tracker }: Host): string[] {
  if (number === null || number < 0) return owner === null ? [] : [owner.key];
  const place = tracker.fileOf(number);
  const old = tracker.repository === null ? null : `${new URL(tracker.repository).pathname}/issues/${number}`;
  return [owner?.key.includes("/") ? null : owner?.key, place?.path, old].filter((name) => name != null);
}

function originsOf(pull: PullRequest, names: readonly string[]): Origin[] {
  const places: [Origin, string][] = [
    ["title", pull.title],
    ["description", pull.description],
    ["source branch", pull.sourceBranch],
  ];
  return places.filter(([, text]) => names.some((name) => hasWord(text, name))).map(([origin]) => origin);
}

function describe(
  number: number,
  found: LinkedPullRequest["found"],
  origins: readonly Origin[],
  { links }: Host,
): LinkedPullRequest {
  const shown = found === null ? null : pick(found);
  return { number, url: links?.pullRequest(number) ?? null, origins, found: shown };
}

function pick({ title, state, sourceBranch, targetBranch }: NonNullable<LinkedPullRequest["found"]>) {
  return { title, state, sourceBranch, targetBranch };
}

/**
 * The number that a person means by `456`, `#456`, `PR #456` or an address of this repository.
 * @throws SpectrynError `usage` for anything else
 */
export function toPullRequestNumber(text: string, tracker: Pick<Tracker, "repository">): number {
  const bare = /^(?:pr|pull request)?\s*#?([1-9]\d{0,8})$/i.exec(text.trim())?.[1];
  const number = bare === undefined ? ownPullRequest(text.trim(), tracker.repository) : Number(bare);
  if (number !== null) return number;
  const isAddress = /^https?:/i.test(text);
  const why = isAddress
    ? `is none of ${tracker.repository ?? "a repository that is known here"}`
    : "is no pull request";
  throw new SpectrynError("usage", `"${text}" ${why}`, {
    hint: "Name it by its number, such as 456 or #456, or by its address in this repository.",
    data: { text },
  });
}

/** Asked only where the host can be: a link must also work without it. */
export async function refuseMissing(numbers: readonly number[], forge: Forge | null): Promise<void> {
  if (forge === null) return;
  for (const number of numbers) {
    const found = await forge.getPullRequest(number).catch(() => undefined);
    if (found !== null) continue;
    throw new SpectrynError("usage", `there is no pull request #${number} in ${forge.name}`, {
      hint: "Check the number; --offline links it without asking the host.",
      data: { number },
    });
  }
}

export interface WrittenComment {
  readonly number: number;
  /** `missing`: the host has no such pull request. */
  readonly action: PutComment["action"] | "missing";
}

/**
 * Makes our comment on each pull request say which issues it belongs to. This clone remembers what it wrote, so
 * that the host is asked only where the text changed.
 */
export async function writePullRequestComments(
  workspace: Workspace,
  issues: readonly IssueRow[],
  { tracker, forge, links }: Host,
): Promise<readonly WrittenComment[]> {
  if (forge === null) return [];
  const { pullRequests: known } = await readState(workspace);
  const addressOf = (number: number) => {
    const place = tracker.fileOf(number);
    return place === null || links === null ? null : links.file(place.branch, place.path);
  };
  const written: WrittenComment[] = [];
  for (const [number, own] of issuesByPullRequest(issues, Object.keys(known).map(Number))) {
    const text = pullRequestComment(own, addressOf);
    if (known[number] === blobId(text)) continue;
    const isThere = (await forge.getPullRequest(number)) !== null;
    const action = isThere ? (await forge.putComment(number, commentMarker, text)).action : "missing";
    written.push({ number, action });
    await rememberComment(workspace, number, own.length === 0 && action !== "kept" ? null : blobId(text));
  }
  return written;
}

/** By number; those of `known` are there although no issue is linked to them any more. */
function issuesByPullRequest(issues: readonly IssueRow[], known: readonly number[]): [number, IssueRow[]][] {
  const byNumber = new Map(known.map((number) => [number, [] as IssueRow[]]));
  for (const issue of issues) {
    if (issue.deleted !== null || issue.number === null || issue.number < 0) continue;
    for (const number of issue.fields.prs ?? []) {
      byNumber.set(number, [...(byNumber.get(number) ?? []), issue]);
    }
  }
  return [...byNumber].sort(([a], [b]) => a - b);
}

async function rememberComment(workspace: Workspace, number: number, text: string | null): Promise<void> {
  const state = await readState(workspace);
  const pullRequests = { ...state.pullRequests };
  if (text === null) delete pullRequests[number];
  else pullRequests[number] = text;
  await writeState(workspace, { ...state, pullRequests });
}
