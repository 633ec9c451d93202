/**
 * Ways on, as commands to paste: they need nothing but git, and were made for this clone. What people should know of
 * the branch as it is, one line each.
 */
import type { ReplayConflict, Unreadable } from "../../core/issue/issue.ts";
import { issueWord } from "../../core/issue/mentions.ts";
import { shellWord, shellWords } from "../../core/shell.ts";
import { SpectrynError } from "../../errors.ts";
import type { Repository } from "../../git/git.ts";
import type { View } from "./home.ts";
import { type TrackerFile, trackerSchema } from "./tracker-file.ts";

/** Where a branch is, for commands. */
export interface BranchPlace {
  readonly repo: Pick<Repository, "gitDir" | "workTree">;
  /** `null`: in this repository alone. */
  readonly remote: string | null;
  readonly branch: string;
}

/** `git`, or what it takes to reach a repository that nobody stands in. */
export function gitOf({ gitDir, workTree }: BranchPlace["repo"]): string {
  return workTree === null ? `git --git-dir=${shellWord(gitDir)}` : "git";
}

/** Puts a file back as it was at `good`, as one more commit of the branch. */
export function repairCommands({ repo, remote, branch }: BranchPlace, path: string, good: string): string {
  const git = gitOf(repo);
  const folder = `../${branch.replace(/[^\w.-]+/g, "-")}-repair`;
  const from = remote === null ? branch : `${remote}/${branch}`;
  return [
    `${git} worktree add --quiet --detach ${folder} ${shellWord(from)}`,
    `git -C ${folder} checkout --quiet ${good} -- ${shellWord(path)}`,
    `git -C ${folder} commit --quiet --message "spectryn: repair [skip ci]"`,
    `git -C ${folder} push --quiet ${shellWord(remote ?? ".")} ${shellWord(`HEAD:refs/heads/${branch}`)}`,
    `${git} worktree remove ${folder}`,
  ].join(" && ");
}

export function notesOf(
  { state, conflicts }: Pick<View, "state" | "conflicts">,
  place: BranchPlace,
): string[] {
  const notes = state.tracker === null ? [] : newerNote(state.tracker);
  notes.push(...repairNotes(state.unreadable, state.good, place));
  if (conflicts.length > 0) notes.push(...keepWay(conflicts), takeWay(place));
  return notes;
}

/** `good`: the commits that have the last good versions, by path. */
export function repairNotes(
  unreadable: readonly Unreadable[],
  good: ReadonlyMap<string, string>,
  place: BranchPlace,
): string[] {
  return unreadable.flatMap(({ path }) => {
    const commit = good.get(path);
    return commit === undefined
      ? []
      : [`${path} was readable before: ${repairCommands(place, path, commit)}`];
  });
}

function newerNote({ schema }: TrackerFile): string[] {
  if (schema <= trackerSchema) return [];
  return [
    `the tracker has schema ${schema}, this version of spectryn knows ${trackerSchema}: it is read only; to write, install a newer spectryn: npm install --global spectryn`,
  ];
}

const clearable = ["points", "due", "assignee", "milestone", "component", "version"];
const settable = ["title", "state", "kind", "priority", ...clearable];
/** Names that nobody may know but this clone. */
const named = ["assignee", "milestone", "component", "version"];

/** Setting this clone's values again settles a conflict; none where one of them is no flag's. */
function keepWay(conflicts: readonly ReplayConflict[]): string[] {
  const isFlag = ({ issue, field, ours }: ReplayConflict) =>
    issue !== null && (ours === null ? clearable : settable).includes(field);
  if (!conflicts.every(isFlag)) return [];
  const issues = [...new Set(conflicts.map(({ issue }) => issue!))];
  const commands = issues.map((number) => {
    const own = conflicts.filter(({ issue }) => issue === number);
    const flags = own.flatMap(({ field, ours }) => [`--${field}`, ours ?? "none"]);
    const force = own.some(({ field }) => named.includes(field)) ? ["--force"] : [];
    return `spectryn issue edit ${shellWords([issueWord(number), ...flags, ...force])}`;
  });
  return [`to keep this clone's side: ${commands.join(" && ")}`];
}

/** This clone's side of a conflict stays reachable under another name. */
function takeWay({ repo, remote, branch }: BranchPlace): string {
  const git = gitOf(repo);
  const [own, mine, theirs] = [branch, `${branch}-mine`, `${remote}/${branch}`].map(shellWord);
  return `to take what is published in place of this clone's side: ${git} branch --force ${mine} ${own} && ${git} branch --force ${own} ${theirs}`;
}

/** A damaged file that every command needs: its hint is how to bring it back, where that is known. */
export function withRepair(error: unknown, place: BranchPlace): unknown {
  if (!(error instanceof SpectrynError)) return error;
  const { path, good } = error.data;
  if (typeof path !== "string" || typeof good !== "string") return error;
  const hint = `Bring its last good version back: ${repairCommands(place, path, good)}`;
  return new SpectrynError(error.code, error.message, { hint, data: error.data, cause: error });
}
