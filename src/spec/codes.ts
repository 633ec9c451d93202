/** Every problem a spec can have: one table from stable code to severity and title. Codes are never reused. */
import type { Place, Problem, Severity } from "../core/item/problem.ts";

export interface CodeEntry {
  readonly severity: Severity;
  readonly title: string;
}

export const problemCodes = {
  SP001: { severity: "error", title: "The file is larger than 20 MB" },
  SP002: { severity: "error", title: "The file is not UTF-8" },
  SP003: { severity: "error", title: "The file is UTF-16" },
  SP004: { severity: "error", title: "The file holds a NUL byte" },
  SP005: { severity: "note", title: "The file holds no item" },
  SP006: { severity: "error", title: "The front matter cannot be read" },
  SP010: { severity: "error", title: "An item has no title" },
  SP011: { severity: "note", title: "A heading with an id stands inside a story and is text of that story" },
  SP012: { severity: "warning", title: "A heading with an id stands at a level where no item is read" },
  SP013: { severity: "warning", title: "A heading looks like an item but is not written like one" },
  SP014: { severity: "warning", title: "An epic heading has no id" },
  SP015: { severity: "warning", title: "A section heading stands at a level where no section is read" },
  SP016: { severity: "warning", title: "An item has a section twice" },
  SP017: { severity: "warning", title: "A line of dashes under text makes the text a heading" },
  SP018: { severity: "error", title: "A line of dashes under fields or several lines makes them a heading" },
  SP020: { severity: "error", title: "A field is given twice" },
  SP021: { severity: "error", title: "A field has no value cell" },
  SP022: { severity: "error", title: "A field has too many cells" },
  SP023: { severity: "warning", title: "A custom field is named almost like a known field" },
  SP024: { severity: "warning", title: "A bold line is named like a section" },
  SP025: { severity: "error", title: "A field has no name" },
  SP026: { severity: "warning", title: "A field's name is not bold" },
  SP030: { severity: "error", title: "Story points are not a number" },
  SP031: { severity: "error", title: "A status is not known" },
  SP032: { severity: "error", title: "A priority is not known" },
  SP033: { severity: "error", title: "A kind is not known" },
  SP034: { severity: "error", title: "A date does not exist" },
  SP035: { severity: "error", title: "More than one assignee" },
  SP036: { severity: "error", title: "An id or issue number is not understood" },
  SP037: { severity: "error", title: "A pull request is not understood" },
  SP038: { severity: "error", title: "An item names two issues as its own" },
  SP040: { severity: "error", title: "A subtasks table has no title column" },
  SP041: { severity: "error", title: "A subtask has no title" },
  SP042: { severity: "error", title: "A table row has too many cells" },
  SP043: { severity: "note", title: "A table row has too few cells" },
  SP044: { severity: "warning", title: "A column of a table is not known" },
  SP045: { severity: "warning", title: "A text stands where only a table or list is read" },
  SP046: { severity: "error", title: "A subtask's id is not understood" },
  SP047: { severity: "error", title: "A table has a column twice" },
  SP050: { severity: "error", title: "A link is not understood" },
  SP051: { severity: "error", title: "A link type is not known" },
  SP052: { severity: "note", title: "A link to something else than an item is not synced" },
  SP055: { severity: "error", title: "An attachment is not understood" },
  SP056: { severity: "warning", title: "An attachment is not a file beside the spec" },
  SP057: { severity: "error", title: "The file of an attachment cannot be attached" },
  SP058: { severity: "warning", title: "An image of a text is not attached" },
  SP060: { severity: "error", title: "A key is used twice" },
  SP061: { severity: "error", title: "Two items claim one issue" },
  SP062: { severity: "error", title: "Items block each other in a circle" },
  SP063: { severity: "warning", title: "A link names no item of these specs" },
  SP064: { severity: "warning", title: "A parent or epic names no item of these specs" },
  SP065: { severity: "error", title: "An item refers to itself" },
  SP070: { severity: "error", title: "A change cannot be written into the spec" },
} as const satisfies Record<string, CodeEntry>;

export type ProblemCode = keyof typeof problemCodes;

/** Longer values are cut in messages. */
const longestShown = 600;

export function makeProblem(code: ProblemCode, message: string, place: Place, other?: Place): Problem {
  const { severity } = problemCodes[code];
  const shown = message.length > longestShown ? `${message.slice(0, longestShown)}…` : message;
  const problem = { severity, code, message: shown, place };
  return other === undefined ? problem : { ...problem, other };
}
