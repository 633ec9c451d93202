import { exitCodes } from "../../../errors.ts";
import { readIssueLog } from "../../../sync/views/events.ts";
import { renderLog } from "../../render/events.ts";
import { type IssueFlags, runIssue, tellOffline } from "./desk.ts";

export async function runLog(ref: string, flags: IssueFlags): Promise<void> {
  await runIssue("issue log", flags, async ({ session, opened }) => {
    const { settings, terminal, paint } = session;
    const { events, index, row } = await readIssueLog(opened.tracker, ref);
    tellOffline(session, index, flags.offline !== true);
    const text = renderLog(row, events, { settings, columns: terminal.columns, paint });
    return { text, data: { number: row.number, title: row.fields.title, events }, exit: exitCodes.done };
  });
}
