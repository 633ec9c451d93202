/**
 * What specs and trackers say, in one plain form: by item and field the values that stand there. Texts are their
 * paragraphs or lines, so that two people may change two of them; every value but words of states is used once only.
 */
import type { Fields } from "../../../src/core/issue/field.ts";
import type { Comment, Issue, Milestone } from "../../../src/core/issue/issue.ts";
import type { Item } from "../../../src/core/item/item.ts";
import { lastOnes, parseOnce } from "./parse.ts";

export type Values = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
type Draft = Map<string, Map<string, string[]>>;

export const file = "EPIC.md";

/** Fields of stories that hold one value, by the name of their row. */
export const rows: Readonly<Record<string, string>> = {
  state: "Status",
  priority: "Priority",
  points: "Story Points",
  assignee: "Assignee",
  due: "Due",
  "custom.Team": "Team",
  labels: "Labels",
};
export const scalars = ["title", "state", "priority", "points", "assignee", "due", "custom.Team", "epic"];
export const lists = ["labels", "description", "criteria", "section.Notes", "subtasks", "comments"];

/** The separator of a text's parts. */
export const joints: Readonly<Record<string, string>> = {
  description: "\n\n",
  criteria: "\n",
  "section.Notes": "\n\n",
};

const statusWords: Readonly<Record<string, string>> = {
  open: "wip",
  resolved: "done",
  "on hold": "blocked",
};
const priorityWords: Readonly<Record<string, string>> = {
  critical: "High",
  minor: "Low",
  blocker: "Critical",
};

/** Throws where the text has errors: programs write no such specs. */
export const readSpec: (text: string) => Values = (() => {
  const known = lastOnes<Values>();
  return (text) => known(text, () => valuesOfSpec(text));
})();

function valuesOfSpec(text: string): Values {
  const { items, problems } = parseOnce(file, text);
  const errors = problems.filter(({ severity }) => severity !== "note");
  if (errors.length > 0) throw new Error(`${JSON.stringify(errors)}\n${text}`);
  const values: Draft = new Map();
  for (const item of items) {
    if (item.type === "subtask") put(values, item.parent!, "subtasks", item.fields.title);
    else values.set(item.key!, valuesOfItem(item));
  }
  return values;
}

function valuesOfItem(item: Item): Map<string, string[]> {
  const own = valuesOf(item.fields);
  if (item.type === "epic") return pick(own, ["title", "section.Notes"]);
  own.set("epic", [item.epic ?? ""]);
  own.set(
    "comments",
    item.comments.map(({ author, date, text }) => `${author} ${date} ${text}`),
  );
  return own;
}

/** Issues that people made are one item, of which their titles are the values. */
export function readTracker(
  issues: readonly Issue[],
  milestones: readonly Milestone[],
  comments: ReadonlyMap<number, readonly Comment[]>,
): Values {
  const values: Draft = new Map();
  for (const { owner, fields } of milestones.flatMap(({ epics }) => epics)) {
    values.set(owner.key, pick(valuesOf(fields), ["title", "section.Notes"]));
  }
  for (const issue of issues) {
    if (issue.deleted !== null) continue;
    if (issue.owner === null) {
      put(values, people, "titles", issue.fields.title);
      continue;
    }
    const parent = parentOf(issue);
    if (parent !== null) {
      put(values, parent, "subtasks", issue.fields.title);
      continue;
    }
    const own = valuesOf(issue.fields);
    own.set("subtasks", values.get(itemOf(issue))?.get("subtasks") ?? []);
    own.set("epic", issue.fields.epic == null ? [] : [String(issue.fields.epic)]);
    own.set("comments", commentsOf(comments.get(issue.number!) ?? []));
    values.set(itemOf(issue), own);
  }
  return values;
}

export function itemOf({ owner }: Issue): string {
  return owner?.key ?? people;
}

/** The item that stands for all that no spec owns. */
export const people = "people";

/** Comments with who wrote them and when, as entries of a spec have it. */
function commentsOf(comments: readonly Comment[]): string[] {
  return comments.flatMap(({ deleted, entry, author, created, text }) => {
    const by = entry ?? { author, date: created.slice(0, 10) };
    return deleted === null ? [`${by.author} ${by.date} ${text}`] : [];
  });
}

/** The story of a subtask, by its key. */
export function parentOf({ owner }: Issue): string | null {
  const slash = owner?.key.lastIndexOf("/") ?? -1;
  return slash === -1 ? null : owner!.key.slice(0, slash);
}

function valuesOf(fields: Fields): Map<string, string[]> {
  const labels = (fields.labels ?? []).filter((label) => label !== "story");
  const found: [string, readonly unknown[]][] = [
    ...["title", "state", "priority", "points", "assignee", "due", "custom.Team"].map(
      (name): [string, unknown[]] => [name, one(fields[name as keyof Fields])],
    ),
    ["labels", labels],
    ...Object.entries(joints).map(([name, joint]): [string, unknown[]] => [
      name,
      one(fields[name as keyof Fields]).flatMap((text) => String(text).split(joint)),
    ]),
  ];
  return new Map(found.map(([name, list]) => [name, list.map(String)]));
}

function one(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : [value];
}

function pick(own: Map<string, string[]>, names: readonly string[]): Map<string, string[]> {
  return new Map([...own].filter(([name]) => names.includes(name)));
}

function put(values: Draft, item: string, field: string, value: string): void {
  const own = values.get(item) ?? new Map<string, string[]>();
  values.set(item, own);
  own.set(field, [...(own.get(field) ?? []), value]);
}

export function writeSpec(values: Values): string {
  const epics = [...values.keys()].filter((key) => key.startsWith("EPIC-"));
  const parts = epics.map((epic) => {
    const own = values.get(epic)!;
    const stories = [...values].filter(([, story]) => story.get("epic")?.[0] === epic);
    return [
      `# ${epic}: ${own.get("title")}`,
      ...section("Notes", own.get("section.Notes"), "\n\n", 2),
      ...stories.map(([key, story]) => writeStory(key, story)),
    ].join("\n\n");
  });
  return `${parts.join("\n\n")}\n`;
}

function writeStory(key: string, story: ReadonlyMap<string, readonly string[]>): string {
  const fields = Object.entries(rows).flatMap(([name, row]) => {
    const list = story.get(name) ?? [];
    const words = list.map((value) => wordOf(name, value));
    return list.length === 0 ? [] : [`**${row}:** ${words.join(", ")}`];
  });
  const comments = (story.get("comments") ?? []).map((comment) => {
    const [author, date, text] = comment.split(" ");
    return `> **@${author}** (${date}): ${text}`;
  });
  return [
    `### ${key}: ${story.get("title")}`,
    ...(fields.length === 0 ? [] : [fields.join("\n")]),
    ...(story.get("description") ?? []),
    ...section("Acceptance Criteria", story.get("criteria"), "\n"),
    ...section("Notes", story.get("section.Notes"), "\n\n"),
    ...section(
      "Subtasks",
      story.get("subtasks")?.map((title) => `- [ ] ${title}`),
      "\n",
    ),
    ...section("Comments", comments, "\n\n"),
  ].join("\n\n");
}

function section(name: string, parts: readonly string[] | undefined, joint: string, level = 4): string[] {
  if (parts === undefined || parts.length === 0) return [];
  return [`${"#".repeat(level)} ${name}`, parts.join(joint)];
}

function wordOf(field: string, value: string): string {
  const words = field === "state" ? statusWords : field === "priority" ? priorityWords : {};
  return (words as Record<string, string>)[value] ?? value;
}
