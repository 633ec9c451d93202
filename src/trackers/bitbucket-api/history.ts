/**
 * What happened to issues, from the host's log of changes: going back from the present, each entry says what a
 * field was before. Texts in it are cut at 254 characters, so of a changed text only a shorter one is whole.
 */
import type { Fields } from "../../core/issue/field.ts";
import type { Comment, Issue, IssueComments } from "../../core/issue/issue.ts";
import { collect, readPages } from "../../http/pages.ts";
import type { HistoryScope, IssueRevision, Revision } from "../../ports/history.ts";
import { fromContent } from "../../spec/content.ts";
import { isMoved, updatedOf } from "./comments.ts";
import { unescapeRaw } from "./escape.ts";
import { splitText } from "./footer.ts";
import type { Known } from "./known.ts";
import { instant, nameOf, type People } from "./mapping.ts";
import type { ApiChange } from "./schema.ts";
import type { Session } from "./session.ts";

/** Two requests each. */
const mostIssues = 50;

interface Told {
  readonly issue: Issue;
  readonly comments: readonly Comment[];
}

type ReadComments = (issues: readonly number[]) => Promise<ReadonlyMap<number, IssueComments>>;

/**
 * Newest first. Of an issue that nobody changed since it was created no request is needed. Of very many the ones are
 * asked that changed last: then the answer begins where it is whole, and that is said.
 */
export async function readHistory(
  { http, calls, tell }: Pick<Session, "http" | "calls" | "tell">,
  { state, view }: Known,
  readComments: ReadComments,
  { issue, since }: HistoryScope,
): Promise<readonly Revision[]> {
  const from = since instanceof Date ? since.toISOString() : "";
  const wanted = [...view.issues.values()].filter(({ issue: one }) =>
    issue === null ? one.updated >= from : one.number === issue.number,
  );
  const moved = wanted
    .filter(({ api }) => issue !== null || isMoved(api))
    .sort((a, b) => (updatedOf(a.api) < updatedOf(b.api) ? 1 : -1));
  const asked = moved.slice(0, mostIssues).map(({ issue: one }) => one);
  const [next] = moved.slice(mostIssues);
  const comments = await readComments(asked.map(({ number }) => number!));
  const all: Revision[] = [];
  for (const one of asked) {
    const changes = await collect(readPages(http.send, calls.listChanges(one.number!)));
    const own = comments.get(one.number!)?.comments ?? [];
    all.push(...toRevisions({ issue: one, comments: own }, changes, state.people));
  }
  for (const { issue: one, api } of wanted) {
    if (issue === null && !isMoved(api))
      all.push(...toRevisions({ issue: one, comments: [] }, [], state.people));
  }
  const sorted = all.sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
  const at = typeof since === "string" ? sorted.findIndex(({ version }) => version === since) : -1;
  const start = next === undefined || next.issue.updated < from ? from : next.issue.updated;
  if (next !== undefined) tell(tooMany(moved.length, start));
  return (at === -1 ? sorted : sorted.slice(0, at)).filter(
    ({ date }) => date >= from && (next === undefined || date > start),
  );
}

export function toRevisions(
  { issue, comments }: Told,
  changes: readonly ApiChange[],
  people: People,
): Revision[] {
  const number = issue.number!;
  const revision = (
    version: string,
    author: string | null,
    date: string,
    own: Partial<Revision>,
  ): Revision => ({
    ...{ version, date, author: { name: author ?? "somebody", email: "" } },
    ...{ issues: [], comments: [], ...own },
  });
  let after = issue;
  const newestFirst = [...changes].sort((a, b) => b.id - a.id);
  const told = newestFirst.map((change): Revision => {
    const own: IssueRevision = { number, ...stepBack(after, change) };
    after = { ...after, fields: { ...after.fields, ...own.before!.fields } };
    const author = nameOf(change.user, people);
    return revision(`#${number}-${change.id}`, author, instant(change.created_on), { issues: [own] });
  });
  const created: IssueRevision = { number, before: null, after };
  const said = comments
    .filter(({ deleted }) => deleted === null)
    .map((comment) =>
      revision(`#${number}-${Number(comment.id)}`, comment.author, comment.created, {
        comments: [{ issue: number, before: null, after: comment }],
      }),
    );
  return [...told, ...said, revision(`#${number}`, issue.reporter, issue.created, { issues: [created] })];
}

const plainFields = ["title", "state", "kind", "priority", "milestone", "component", "version", "assignee"];

/** The issue before and after an entry of the log. */
function stepBack(present: Issue, { changes }: ApiChange): { before: Issue; after: Issue } {
  const was: Record<string, unknown> = {};
  const is: Record<string, unknown> = {};
  for (const [name, { old: before, new: after }] of Object.entries(changes)) {
    if (plainFields.includes(name)) {
      was[name] = before || null;
      is[name] = after || null;
    } else if (name === "content") {
      was["description"] = descriptionOf(before ?? "");
      is["description"] = descriptionOf(after ?? "");
    }
  }
  const withFields = (fields: object): Issue => ({
    ...present,
    fields: { ...present.fields, ...(fields as Fields & { title: string }) },
  });
  return { before: withFields(was), after: withFields(is) };
}

function descriptionOf(raw: string): string | null {
  return fromContent(unescapeRaw(splitText(raw).content)).description ?? null;
}

function tooMany(count: number, start: string): string {
  return `${count} issues changed, and each takes two requests: what is told begins after ${start}, with the ${mostIssues} that changed last; older: spectryn issue log REF`;
}
