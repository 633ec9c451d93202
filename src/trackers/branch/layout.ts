/**
 * Where things lie on the branch:
 *
 *   tracker.json  README.md  .gitattributes  meta/{milestones,components,versions}.json
 *   issues/<n div 100>/<n>.md      one issue; the path is the authority for its number
 *   issues/new/<ulid>.md           an issue without a number yet
 *   comments/<n div 100>/<n>/<ulid>.md
 *   comments/new/<issue's ulid>/<ulid>.md
 *
 * Everything else on the branch belongs to people and is left alone.
 */

export const trackerPath = "tracker.json";
export const readmePath = "README.md";
export const attributesPath = ".gitattributes";
export const metaPaths = {
  milestones: "meta/milestones.json",
  components: "meta/components.json",
  versions: "meta/versions.json",
} as const;

export type BranchPath =
  | { readonly is: "tracker" }
  | { readonly is: "readme" }
  | { readonly is: "attributes" }
  | { readonly is: "meta"; readonly meta: keyof typeof metaPaths }
  | { readonly is: "issue"; readonly number: number }
  | { readonly is: "new-issue"; readonly name: string }
  | { readonly is: "comment"; readonly number: number; readonly name: string }
  | { readonly is: "new-comment"; readonly issue: string; readonly name: string }
  /** Looks like a record but cannot be one: reported, never followed, never overwritten. */
  | { readonly is: "misplaced"; readonly number: number | null; readonly reason: string }
  | { readonly is: "other" };

const perDirectory = 100;

export function issuePath(number: number): string {
  return `issues/${Math.floor(number / perDirectory)}/${number}.md`;
}

export function newIssuePath(id: string): string {
  return `issues/new/${id.toLowerCase()}.md`;
}

export function commentPath(number: number, name: string): string {
  return `comments/${Math.floor(number / perDirectory)}/${number}/${name}.md`;
}

export function newCommentPath(issue: string, name: string): string {
  return `comments/new/${issue.toLowerCase()}/${name}.md`;
}

const fixedPaths: ReadonlyMap<string, BranchPath> = new Map<string, BranchPath>([
  [trackerPath, { is: "tracker" }],
  [readmePath, { is: "readme" }],
  [attributesPath, { is: "attributes" }],
  [metaPaths.milestones, { is: "meta", meta: "milestones" }],
  [metaPaths.components, { is: "meta", meta: "components" }],
  [metaPaths.versions, { is: "meta", meta: "versions" }],
]);

/** Nearly every path of a branch. */
const issueFile = /^issues\/\d+\/(\d+)\.md$/;
const numberedFile = /^issues\/[^/]+\/(\d+)\.md$/;
const newFile = /^issues\/new\/([^/]+)\.md$/;
const commentFile = /^comments\/\d+\/(\d+)\/([^/]+)\.md$/;
const newComment = /^comments\/new\/([^/]+)\/([^/]+)\.md$/;

/** What a path of the branch is. */
export function fromPath(path: string): BranchPath {
  const usual = issueFile.exec(path);
  if (usual !== null) return placeOfIssue(path, usual[1]!);
  const fixed = fixedPaths.get(path);
  if (fixed !== undefined) return fixed;
  if (leavesBranch(path)) return { is: "misplaced", number: null, reason: "the path leaves the branch" };
  const fresh = newFile.exec(path);
  if (fresh !== null) return { is: "new-issue", name: fresh[1]! };
  const issue = numberedFile.exec(path);
  if (issue !== null) return placeOfIssue(path, issue[1]!);
  const early = newComment.exec(path);
  if (early !== null) return { is: "new-comment", issue: early[1]!, name: early[2]! };
  const comment = commentFile.exec(path);
  const number = comment === null ? null : toNumber(comment[1]!);
  if (comment === null || number === null) return { is: "other" };
  return { is: "comment", number, name: comment[2]! };
}

function placeOfIssue(path: string, digits: string): BranchPath {
  const number = toNumber(digits);
  if (number === null) return { is: "misplaced", number, reason: `${digits} is no issue number` };
  if (path === issuePath(number)) return { is: "issue", number };
  return { is: "misplaced", number: null, reason: `issue ${number} belongs at ${issuePath(number)}` };
}

/** Whether a path lies where records are kept, so that a link or a submodule there is worth a report. */
export function isRecordPath(path: string): boolean {
  return /^(?:issues|comments|meta)(?:\/|$)/.test(path) || fixedPaths.has(path);
}

function leavesBranch(path: string): boolean {
  return path
    .split("/")
    .some((part) => part === ".." || part === "." || part === "" || /^\.git$/i.test(part));
}

function toNumber(digits: string): number | null {
  const number = Number(digits);
  return Number.isSafeInteger(number) && number >= 1 && String(number) === digits ? number : null;
}
