/** The branch's README: for people who find the branch. Derived from the tracker, so it is never read. */
import type { Issue } from "../../core/issue/issue.ts";
import { isEnded } from "../../core/issue/words.ts";
import { issuePath } from "./layout.ts";
import type { MilestoneRecord } from "./meta-files.ts";
import { headingTitle } from "./twice.ts";

/** A large tracker must not rewrite a large file at every sync. */
const maxMilestones = 30;
const maxLinks = 20;

export function renderReadme(issues: Iterable<Issue>, milestones: readonly MilestoneRecord[]): string {
  const live = [...issues].filter((issue) => issue.deleted === null && issue.number !== null);
  const open = live.filter(isOpen).length;
  const sorted = [...milestones].sort((a, b) =>
    a.state === b.state ? (a.name < b.name ? -1 : 1) : a.state === "open" ? -1 : 1,
  );
  const byMilestone = groupByMilestone(live);
  const shown = sorted.slice(0, maxMilestones);
  const rest = sorted.length - shown.length;
  return [
    "# Issues",
    "",
    "This branch is an issue tracker: [spectryn](https://www.npmjs.com/package/spectryn) keeps one Markdown file per issue here.",
    "It shares no history with the code: **do not merge it**, and do not rebase or force-push it.",
    "Issues may be edited here by hand; spectryn reads the edits at its next run.",
    "",
    `${count(live.length, "issue")}, ${open} open.`,
    ...shown.flatMap((milestone) => renderMilestone(milestone, byMilestone.get(milestone.name) ?? [])),
    ...(rest === 0 ? [] : ["", `And ${count(rest, "more milestone")}.`]),
    "",
  ].join("\n");
}

function renderMilestone(milestone: MilestoneRecord, issues: readonly Issue[]): string[] {
  const stories = issues.filter((issue) => issue.type !== "subtask").sort((a, b) => a.number! - b.number!);
  const rest = stories.length - maxLinks;
  const done = issues.length - issues.filter(isOpen).length;
  return [
    "",
    `## ${plainText(milestone.name)}${milestone.state === "closed" ? " (closed)" : ""}`,
    "",
    `${count(issues.length, "issue")}, ${done} done.`,
    ...(stories.length === 0 ? [] : [""]),
    ...stories
      .slice(0, maxLinks)
      .map(
        (issue) =>
          `- [#${issue.number} ${plainText(issue.fields.title)}](${issuePath(issue.number!)}) ${issue.fields.state ?? "new"}`,
      ),
    ...(rest > 0 ? ["", `And ${rest} more.`] : []),
  ];
}

function groupByMilestone(issues: readonly Issue[]): Map<string, Issue[]> {
  const groups = new Map<string, Issue[]>();
  for (const issue of issues) {
    const name = issue.fields.milestone;
    if (name === undefined || name === null) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [issue]);
    else group.push(issue);
  }
  return groups;
}

function isOpen(issue: Issue): boolean {
  return !isEnded(issue.fields.state ?? "new");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A title as plain text of a link. */
function plainText(text: string): string {
  return headingTitle(text).replace(/[\\`*_[\]<>#|]/g, "\\$&");
}
