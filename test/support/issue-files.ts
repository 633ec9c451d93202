/** An issue's file in tests: one issue, and the file that must be readable. */
import type { Issue } from "../../src/core/issue/issue.ts";
import { isReason } from "../../src/trackers/branch/field-values.ts";
import { type IssueFile, parseIssueFile } from "../../src/trackers/branch/issue-file.ts";

export const plainIssue: Issue = {
  number: 12,
  id: "01kb2x7m4q8z6t5v3w1y9r0s2d",
  owner: { namespace: "", key: "US-001", spec: "EPIC.md" },
  type: "story",
  row: null,
  fields: { title: "Login", state: "open", points: 3, due: "2026-12-24", description: "Text." },
  status: "in progress",
  base: { title: "Login", state: "open", points: 3, due: "2026-12-24" },
  attachments: [],
  commits: [],
  reporter: "dana",
  created: "2026-11-22T10:00:00.000Z",
  updated: "2026-11-22T10:05:00.000Z",
  deleted: null,
};

export function readIssueFile(text: string, number: number | null = 12): IssueFile {
  const file = parseIssueFile(text, { number, name: "01new" });
  if (isReason(file)) throw new Error(file.reason);
  return file;
}
