import type { IssueIndex } from "../../../core/issue/issue-index.ts";
import { exitCodes } from "../../../errors.ts";
import { findMe } from "../../../sync/issues/people.ts";
import { toFilterStates, toKind, toPriority } from "../../../sync/issues/words.ts";
import { type IssueQuery, listIssues, toLimit, toSort } from "../../../sync/views/list-issues.ts";
import { renderIssueList } from "../../render/issues.ts";
import { type Desk, type IssueFlags, runIssue, tellOffline } from "./desk.ts";

export interface ListFlags extends IssueFlags {
  readonly state?: readonly string[];
  readonly open?: boolean;
  readonly kind?: readonly string[];
  readonly priority?: readonly string[];
  readonly milestone?: string;
  readonly component?: string;
  readonly version?: string;
  readonly assignee?: string;
  readonly mine?: boolean;
  readonly label?: readonly string[];
  readonly epic?: string;
  readonly parent?: string;
  readonly text?: string;
  readonly sort: string;
  readonly limit?: string;
}

export async function runList(flags: ListFlags): Promise<void> {
  await runIssue("issue list", flags, async (desk) => {
    const { settings, terminal, paint } = desk.session;
    const query = toQuery(flags, desk);
    const { rows, total, index } = await listIssues(desk.opened.tracker, query);
    tellOffline(desk.session, index, flags.offline !== true);
    for (const { path, reason } of index.unreadable) {
      terminal.err(`${paint("yellow", "warning:")} ${path} cannot be read and is not listed: ${reason}\n`);
    }
    const exit = index.unreadable.length > 0 ? exitCodes.failed : exitCodes.done;
    const text = renderIssueList(rows, total, settings, terminal.columns, paint);
    return { text, data: { issues: rows, total }, exit };
  });
}

/** Wrong words are told before the tracker is asked. */
function toQuery(flags: ListFlags, desk: Desk): (index: IssueIndex) => Promise<IssueQuery> {
  const { settings } = desk.session;
  const query = {
    states: toFilterStates(flags.state ?? [], settings),
    kinds: (flags.kind ?? []).map(toKind),
    priorities: (flags.priority ?? []).map((word) => toPriority(word, settings)),
    milestone: flags.milestone ?? null,
    component: flags.component ?? null,
    version: flags.version ?? null,
    labels: flags.label ?? [],
    epic: flags.epic ?? null,
    parent: flags.parent ?? null,
    text: flags.text ?? null,
    isOpenOnly: flags.open === true,
    sort: toSort(flags.sort),
    limit: flags.limit === undefined ? null : toLimit(flags.limit),
  };
  const isMine = flags.mine === true || flags.assignee?.toLowerCase() === "@me";
  return async ({ offline }) => {
    const place = { ...desk.place, isOnline: desk.place.isOnline && offline === null };
    const assignee = isMine ? await findMe(place) : (flags.assignee?.replace(/^@/, "") ?? null);
    return { ...query, assignee };
  };
}
