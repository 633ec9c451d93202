/** What a sync tells pull requests: our one comment on each, where the configuration wants it. */
import { isEmpty } from "../../../core/plan/change.ts";
import type { AppliedRun } from "../../../sync/apply/apply.ts";
import { type WrittenComment, writePullRequestComments } from "../../../sync/issues/pull-requests.ts";
import type { OpenedTracker } from "../../../sync/open/open.ts";
import type { Session } from "../../session.ts";

interface Commented {
  readonly text: string;
  readonly written: readonly WrittenComment[];
  readonly hasFailed: boolean;
}

export const nothingCommented: Commented = { text: "", written: [], hasFailed: false };

/** The sync is done whether or not this works; what fails is a warning and tried again by the next sync. */
export async function commentPullRequests(
  { plan, snapshot }: AppliedRun,
  { tracker, forge, links }: OpenedTracker,
  { config, workspace, terminal, paint, runtime }: Session,
): Promise<Commented> {
  if (!config.pull_requests.comment || forge === null) return nothingCommented;
  try {
    const rows = isEmpty(plan) ? snapshot.issues : (await tracker.readIndex()).rows;
    const written = await writePullRequestComments(workspace, rows, { tracker, forge, links });
    return { text: written.map(toLine).join(""), written, hasFailed: false };
  } catch (error) {
    if (runtime.signal?.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    terminal.err(
      `${paint("yellow", "warning:")} the comments on pull requests were not written: ${reason}\n`,
    );
    return { ...nothingCommented, hasFailed: true };
  }
}

const words: Readonly<Record<WrittenComment["action"], string>> = {
  created: "our comment was written",
  updated: "our comment was updated",
  unchanged: "our comment was up to date",
  kept: "another account's run wrote the comment; only that account can change it",
  missing: "there is no such pull request",
};

function toLine({ number, action }: WrittenComment): string {
  return `Pull request #${number}: ${words[action]}.\n`;
}
