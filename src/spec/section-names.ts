/** What a section's heading means. Case, emoji, bold type and a trailing colon do not matter. */
import { withoutEmoji } from "../core/item/mapping.ts";
import { plainText } from "./markdown.ts";

export type SectionRole =
  | "description"
  | "criteria"
  | "subtasks"
  | "links"
  | "comments"
  | "attachments"
  | "pull requests"
  | "text";

const roles: ReadonlyMap<string, SectionRole> = new Map([
  ["description", "description"],
  ["user story", "description"],
  ["acceptance criteria", "criteria"],
  ["subtasks", "subtasks"],
  ["sub tasks", "subtasks"],
  ["links", "links"],
  ["dependencies", "links"],
  ["links / dependencies", "links"],
  ["links/dependencies", "links"],
  ["links and dependencies", "links"],
  ["links & dependencies", "links"],
  ["comments", "comments"],
  ["attachments", "attachments"],
  ["pull requests", "pull requests"],
]);

/** Sections that stay text, under their one written name. */
const textNames: ReadonlyMap<string, string> = new Map([
  ["technical notes", "Technical Notes"],
  ["related commits", "Related Commits"],
]);

/** Headings that only group items; their text is nobody's. */
const groupingNames: ReadonlySet<string> = new Set([
  "user stories",
  "stories",
  "epics",
  "epic summary",
  "backlog",
]);

const ascii = /^[ -~]*$/;

export function foldName(name: string): string {
  return (ascii.test(name) ? name : withoutEmoji(name))
    .replace(/[:：]\s*$/, "")
    .trim()
    .toLowerCase()
    .replace(/-/g, " ");
}

export interface SectionName {
  readonly role: SectionRole;
  /** The name under which the text is kept. */
  readonly name: string;
}

export function readSectionName(content: string): SectionName {
  const written = plainText(content)
    .replace(/[:：]\s*$/, "")
    .trim();
  const fold = foldName(written);
  return { role: roles.get(fold) ?? "text", name: textNames.get(fold) ?? written };
}

/** Whether a heading is named like a section with a meaning of its own. */
export function isKnownSection(content: string): boolean {
  const fold = foldName(plainText(content));
  return roles.has(fold) || textNames.has(fold);
}

export function isGroupingName(content: string): boolean {
  return groupingNames.has(foldName(plainText(content)));
}
