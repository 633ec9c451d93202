/** Where a branch lives: what differs between a tracker of this clone and one that is shared. */
import type { ReplayConflict } from "../../core/issue/issue.ts";
import type { Clock, Log, NewId } from "../../ports/runtime.ts";
import type { FileSource, PutFiles, TakeFile } from "../../ports/tracker.ts";
import type { Contested } from "./contested.ts";
import type { BranchState } from "./state.ts";
import type { BranchPlace } from "./ways.ts";

export interface BranchOptions {
  /** Name of the branch, normally `spectryn`. */
  readonly branch: string;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  /** For the person, verbose or not: why a run stands still. */
  readonly tell: Log;
  /** For people: `bitbucket.org/acme/shop, branch spectryn`. */
  readonly name: string;
  /** The repository's web address, where one is known. */
  readonly repository: string | null;
  /** Of the commits; `{message}` stands for ours, which holds counts only. */
  readonly message: string;
  /** Who new issues are reported by; `null`: the person whom git knows. */
  readonly reporter: string | null;
  /**
   * Whether the remote is asked: `never` works with what this clone has, `fallback` does so where the network
   * fails. Then commits stay in this clone until one with the network publishes them.
   */
  readonly network: "required" | "fallback" | "never";
}

/** The branch at one moment. */
export interface View {
  /** What a batch is bound to: changes when anything that the state was made from changes. */
  readonly tip: string | null;
  /** What the next commit is made on; differs from `published` where this clone is ahead. */
  readonly parent: string | null;
  /** Where the shared branch stands: what a publication expects. */
  readonly published: string | null;
  /** Our ref as it was seen. */
  readonly ours: string | null;
  readonly state: BranchState;
  readonly unpublished: number;
  readonly conflicts: readonly ReplayConflict[];
  /** What a replay leaves undecided; see settled.ts. */
  readonly undecided: Undecided | null;
  /** Paths that only this clone has changed. */
  readonly ownPaths: ReadonlySet<string>;
  /** Why the remote was not asked; `null`: it was, or there is none. */
  readonly offline: string | null;
  /** For people: what is wrong, with the way on. */
  readonly notes: readonly string[];
}

export interface Undecided {
  readonly contested: readonly Contested[];
  /** The commit that ours was compared with. */
  readonly since: string | null;
  /** The same where it is a commit of settled.ts. */
  readonly settled: string | null;
}

export interface Located {
  /** `null`: there is no tracker yet. */
  readonly commit: string | null;
  readonly offline: string | null;
}

export interface Home {
  readonly place: BranchPlace;
  look(): Promise<View>;
  /** The commit that holds all there is; `null`: what this clone has must be laid over the shared branch first. */
  locate(): Promise<Located | null>;
  /** Makes `commit` the branch if it still stands as in `view`. */
  publish(commit: string, view: View): Promise<"done" | "moved">;
  /** The contents of attachments; without the network they are kept in this clone until a `publish` with it. */
  putFiles(files: readonly FileSource[], view: View): Promise<PutFiles>;
  readFiles(hashes: readonly string[], take: TakeFile): Promise<readonly string[]>;
  /** Refs that only we write; a killed git may have left locks on them. */
  readonly ownRefs: readonly string[];
}

/** Commits and fetched branches pass through these; nobody else reads them. */
export const scratchRef = "refs/spectryn/scratch";
export const fetchedRef = "refs/spectryn/fetched";
