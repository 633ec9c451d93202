/** What happened in a tracker: one issue's history, or everything since a moment. */
import { commentHappened, type Happened, issueHappened } from "../../core/issue/history.ts";
import type { IssueIndex, IssueRow } from "../../core/issue/issue-index.ts";
import { SpectrynError } from "../../errors.ts";
import { readIdentity } from "../../git/identity.ts";
import type { Revision } from "../../ports/history.ts";
import type { Clock } from "../../ports/runtime.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { findIssue } from "../issues/ref.ts";
import type { Workspace } from "../workspace.ts";

export interface IssueEvent extends Happened {
  readonly version: string;
  readonly by: Revision["author"];
  /** ISO instant. */
  readonly date: string;
  /** As it is now; negative while unpublished; `null`: it vanished. */
  readonly number: number | null;
  readonly title: string;
}

export interface Events {
  /** Newest first. */
  readonly events: readonly IssueEvent[];
  readonly index: IssueIndex;
}

export async function readIssueLog(
  tracker: Tracker,
  ref: string,
): Promise<Events & { readonly row: IssueRow }> {
  const index = await tracker.readIndex();
  const row = findIssue({ issues: index.rows, unreadable: index.unreadable }, ref, tracker.repository);
  const revisions = await tracker.readHistory({ issue: row, since: null });
  return { events: revisions.flatMap(toEvents(index)), index, row };
}

export async function readEvents(tracker: Tracker, since: Date | string | null): Promise<Events> {
  const index = await tracker.readIndex();
  const revisions = await tracker.readHistory({ issue: null, since });
  return { events: revisions.flatMap(toEvents(index)), index };
}

/** Issues go by the number and title that they have now. */
function toEvents({ rows }: IssueIndex): (revision: Revision) => IssueEvent[] {
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ({ version, author: by, date, issues, comments }) => {
    const event = (
      row: IssueRow | undefined,
      number: number | null,
      title: string,
      happened: Happened | null,
    ) =>
      happened === null
        ? []
        : [
            {
              ...happened,
              version,
              by,
              date,
              number: row?.number ?? number,
              title: row?.fields.title ?? title,
            },
          ];
    const ofIssues = issues.flatMap(({ number, before, after }): IssueEvent[] => {
      const record = after ?? before;
      const row = number === null ? byId.get(record?.id ?? "") : byNumber.get(number);
      return event(row, number, record?.fields.title ?? "", issueHappened(before, after));
    });
    const ofComments = comments.flatMap(({ issue, before, after }): IssueEvent[] => {
      const row = typeof issue === "number" ? byNumber.get(issue) : byId.get(issue);
      return event(row, typeof issue === "number" ? issue : null, "", commentHappened(before, after));
    });
    return [...ofComments, ...ofIssues];
  };
}

const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `2d`, `3h`, `2026-01-31`, an instant; anything else may be a version of the tracker. */
export function toSince(word: string, clock: Clock): Date | string {
  const text = word.trim();
  const ago = /^(\d{1,6})\s*([mhdw])$/i.exec(text);
  if (ago !== null) return new Date(clock.now().getTime() - Number(ago[1]) * unitsMs[ago[2]!.toLowerCase()]!);
  if (/^\d{4}-\d\d-\d\d(?:T.*)?$/.test(text)) {
    // A day begins where the person is.
    const date = new Date(text.length === 10 ? `${text}T00:00:00` : text);
    if (!Number.isNaN(date.getTime())) return date;
  }
  if (text !== "" && !/^-|\s/.test(text)) return text;
  throw new SpectrynError("usage", `"${word}" is neither a time nor a commit`, {
    hint: "Say 2d, 3h, 2026-01-31, or a commit of the branch such as spectryn~5.",
  });
}

/** Whether this person, as git knows them here, did it. */
export async function isMine({ repository }: Workspace): Promise<(event: IssueEvent) => boolean> {
  const person = repository === null ? null : await readIdentity(repository);
  if (person === null) {
    throw new SpectrynError(
      "option-missing",
      "it is not known what you did: git knows no user.name and user.email",
      {
        hint: 'Tell git who you are: git config user.email "you@example.com"',
      },
    );
  }
  const isSame = (a: string, b: string) => a !== "" && a.toLowerCase() === b.toLowerCase();
  return ({ by }) => isSame(by.email, person.email) || (by.email === "" && isSame(by.name, person.name));
}
