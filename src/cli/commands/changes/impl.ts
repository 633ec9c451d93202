import { exitCodes } from "../../../errors.ts";
import { isMine, readEvents, toSince } from "../../../sync/views/events.ts";
import { renderEvents } from "../../render/events.ts";
import { type IssueFlags, runIssue, tellOffline } from "../issue/desk.ts";

export interface ChangesFlags extends IssueFlags {
  readonly since: string;
  readonly mine?: boolean;
}

export async function runChanges(flags: ChangesFlags): Promise<void> {
  await runIssue("changes", flags, async ({ session, opened }) => {
    const { runtime, settings, terminal, paint, workspace } = session;
    const since = toSince(flags.since, runtime.clock);
    const read = await readEvents(opened.tracker, since);
    tellOffline(session, read.index, flags.offline !== true);
    const events = flags.mine ? read.events.filter(await isMine(workspace)) : read.events;
    const text = renderEvents(events, { settings, columns: terminal.columns, paint });
    const data = { since: since instanceof Date ? since.toISOString() : since, events };
    return { text, data, exit: exitCodes.done };
  });
}
