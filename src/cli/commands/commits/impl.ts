import { exitCodes } from "../../../errors.ts";
import { runCommits } from "../../../sync/commits/commits.ts";
import { makeKeywordSource } from "../../../sync/commits/main-branch.ts";
import type { CommonFlags, TrackerFlags } from "../../options.ts";
import { renderCommits } from "../../render/commits.ts";
import { renderNotes } from "../../render/problems.ts";
import { runCommand } from "../../session.ts";

export interface CommitsFlags extends CommonFlags, TrackerFlags {
  readonly since?: string;
  readonly dryRun?: boolean;
}

export async function runCommitsCommand(flags: CommitsFlags): Promise<void> {
  await runCommand("commits", flags, async (session) => {
    const { workspace, config, settings, runtime, terminal, paint, show } = session;
    const opened = await session.open();
    const { tracker } = opened;
    const source = makeKeywordSource(workspace, config, opened);
    const request = { source, since: flags.since ?? null, isDryRun: flags.dryRun === true };
    const run = await runCommits(workspace, tracker, request, runtime);
    terminal.err(renderNotes(run.notes, paint));
    const view = { settings, done: null, columns: terminal.columns, paint, show };
    return {
      text: renderCommits(run, tracker.name, request.isDryRun, view),
      data: run,
      exit: exitCodes.done,
    };
  });
}
