import { issueName } from "../../../core/issue/mentions.ts";
import { exitCodes, SpectrynError } from "../../../errors.ts";
import { showIssue } from "../../../sync/views/show-issue.ts";
import { renderIssue } from "../../render/issue.ts";
import { type IssueFlags, runIssue, tellOffline } from "./desk.ts";

export interface ShowFlags extends IssueFlags {
  readonly url?: boolean;
}

export async function runShow(ref: string, flags: ShowFlags): Promise<void> {
  await runIssue("issue show", flags, async ({ session, opened }) => {
    const { settings, terminal, paint } = session;
    const shown = await showIssue(opened.tracker, opened.links, ref);
    const { issue, comments, links, stories, subtasks, otherFiles, address, unreadable, index } = shown;
    tellOffline(session, index, flags.offline !== true);
    for (const path of unreadable) {
      terminal.err(`${paint("yellow", "warning:")} ${path} cannot be read and is not shown\n`);
    }
    if (flags.url && address === null) {
      throw withoutAddress(issue.number ?? 0, opened.tracker.name);
    }
    const text = flags.url ? `${address}\n` : renderIssue(shown, settings, paint);
    const exit = unreadable.length > 0 ? exitCodes.failed : exitCodes.done;
    return { text, data: { issue, comments, links, stories, subtasks, otherFiles, address }, exit };
  });
}

function withoutAddress(number: number, tracker: string): SpectrynError {
  const name = issueName(number);
  if (number > 0) {
    const message = `${name} has no address that is known here: it lies in ${tracker}`;
    return new SpectrynError("issue-unknown", message, { hint: "Look for it in the web pages of the host." });
  }
  return new SpectrynError("issue-unknown", `${name} has no address before it is published`, {
    hint: "Publish it: spectryn push",
  });
}
