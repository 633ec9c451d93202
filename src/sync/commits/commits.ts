/** Reads the main branches for keywords and does what they say, without any spec. */
import { type CommitPlan, planCommits } from "../../core/commits/commits.ts";
import type { Snapshot } from "../../core/issue/issue.ts";
import { SpectrynError } from "../../errors.ts";
import { resolveCommit } from "../../git/commits.ts";
import type { Repository } from "../../git/repository.ts";
import type { Runtime } from "../../ports/runtime.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { writeAlone } from "../races.ts";
import { readState, rememberScan } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import type { KeywordSource } from "./main-branch.ts";
import { type Scan, type ScannedBranch, scanCommits } from "./scan.ts";

export interface CommitsRequest {
  /** `null`: the commits are not here. */
  readonly source: KeywordSource | null;
  /** Reads from this revision on, wherever the marks are; `null`: from the marks. */
  readonly since: string | null;
  readonly isDryRun: boolean;
}

export interface CommitsRun {
  readonly branches: readonly ScannedBranch[];
  readonly changes: CommitPlan["changes"];
  readonly notes: readonly string[];
  /** After the writes. */
  readonly tip: string | null;
  readonly isWritten: boolean;
}

export async function runCommits(
  workspace: Workspace,
  tracker: Tracker,
  request: CommitsRequest,
  runtime: Runtime,
): Promise<CommitsRun> {
  const { repository } = workspace;
  const { source } = request;
  if (repository === null || source === null) throw noCommits(tracker);
  const since = request.since === null ? null : await toCommit(repository, request.since);
  const look = () => lookAt({ ...workspace, repository }, tracker, source, since);
  if (request.isDryRun) return (await look()).run;
  return writeAlone<CommitsRun>(tracker, runtime, async () => {
    const { run, writes, scanned, snapshot } = await look();
    if (writes.length === 0) {
      await rememberScan(workspace, scanned, snapshot.scanned);
      return run;
    }
    const outcome = await tracker.commit({ tip: snapshot.tip, writes, specs: {}, scanned });
    if (outcome.status === "moved") return { triedMs: outcome.triedMs };
    await rememberScan(workspace, scanned, scanned);
    return { ...run, tip: outcome.tip, isWritten: true };
  });
}

async function lookAt(
  workspace: Workspace & { readonly repository: Repository },
  tracker: Tracker,
  source: KeywordSource,
  since: string | null,
): Promise<{
  readonly run: CommitsRun;
  readonly writes: CommitPlan["writes"];
  readonly scanned: Scan["scanned"];
  readonly snapshot: Snapshot;
}> {
  const snapshot = await tracker.read();
  const state = await readState(workspace);
  const scan = await scanCommits(workspace.repository, { source, since, snapshot, state });
  if (scan.branches.length === 0) throw noMainBranch(source);
  const { changes, writes, notes } = planCommits(snapshot, scan.mentions);
  const run: CommitsRun = {
    branches: scan.branches,
    changes,
    notes: [...scan.notes, ...scan.asides, ...notes],
    tip: snapshot.tip,
    isWritten: false,
  };
  return { run, writes, scanned: scan.scanned, snapshot };
}

async function toCommit(repository: Repository, revision: string): Promise<string> {
  const commit = await resolveCommit(repository, revision);
  if (commit !== null) return commit;
  throw new SpectrynError("usage", `--since ${revision} names no commit of this repository`, {
    hint: "Name a commit, tag or branch, for example: spectryn commits --since HEAD~20",
    data: { revision },
  });
}

function noCommits(tracker: Tracker): SpectrynError {
  return new SpectrynError("no-repository", `the commits that belong to ${tracker.name} are not here`, {
    hint: "Run spectryn in a clone of that repository.",
  });
}

function noMainBranch({ refs, branches }: KeywordSource): SpectrynError {
  const names = branches === null ? "the remote's HEAD, main or master" : branches.join(", ");
  if (branches?.length === 0) {
    return new SpectrynError("config", "transition_branches is empty: commits are not read", {
      hint: "Name a branch in .spectryn.yaml, for example: transition_branches: [main]",
    });
  }
  return new SpectrynError(
    "config",
    `there is no main branch here: ${refs.replace(/\/$/, "")} was searched for ${names}`,
    {
      hint: "Fetch it, or name it in .spectryn.yaml, for example: transition_branches: [trunk]",
      data: { refs },
    },
  );
}
