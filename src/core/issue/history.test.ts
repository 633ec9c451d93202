import { describe, expect, it } from "vitest";
import { commentHappened, issueHappened } from "./history.ts";
import type { Comment, Issue } from "./issue.ts";

const issue: Issue = {
  number: 1,
  id: "01kb",
  owner: null,
  type: null,
  row: null,
  fields: { title: "One", state: "new", description: "Text" },
  status: null,
  base: null,
  attachments: [],
  commits: [],
  reporter: "dana",
  created: "2026-01-01T00:00:00.000Z",
  updated: "2026-01-01T00:00:00.000Z",
  deleted: null,
};
const gone = { ...issue, fields: { title: "One" }, deleted: "2026-01-02T00:00:00.000Z" };
const attachment = { id: "a", name: "plan.pdf", sha256: "a", size: 1, description: null, path: null };
const comment: Comment = {
  ...{ id: "01kc", author: "dana", text: "Hm", entry: null, isFromSpec: false },
  ...{ created: issue.created, updated: issue.updated, deleted: null },
};
const removed = { ...comment, text: "", deleted: issue.created };

describe("what happened to an issue", () => {
  it.each([
    ["created", null, issue],
    ["deleted", issue, gone],
    ["brought back", gone, issue],
  ] as const)("%s", (what, before, after) => {
    expect(issueHappened(before, after)).toMatchObject({ what, changes: [] });
  });

  it("is told by the fields that changed", () => {
    const after: Issue = {
      ...issue,
      fields: { ...issue.fields, state: "open", points: 3, description: "Text\n" },
      status: "in progress",
      attachments: [attachment],
    };
    expect(issueHappened(issue, after)).toEqual({
      what: "changed",
      changes: [
        { field: "state", before: "new", after: "open" },
        { field: "points", before: null, after: 3 },
        { field: "attachments", before: "", after: "plan.pdf" },
      ],
      status: { before: null, after: "in progress" },
      comment: null,
    });
  });

  it("is nothing where only bookkeeping changed, and where the record was taken away", () => {
    const owner = { namespace: "", key: "US-1", spec: "EPIC.md" };
    expect(issueHappened(issue, { ...issue, owner, base: { title: "One" }, row: 2 })).toBeNull();
    expect(issueHappened(gone, { ...gone, updated: "2026-02-01T00:00:00.000Z" })).toBeNull();
    expect(issueHappened(issue, null)).toBeNull();
  });
});

describe("what happened to a comment", () => {
  it.each([
    ["commented", null, comment],
    ["comment changed", comment, { ...comment, text: "Hm!" }],
    ["comment removed", comment, removed],
    ["comment removed", comment, null],
  ] as const)("%s", (what, before, after) => {
    expect(commentHappened(before, after)).toMatchObject({ what, comment: { id: "01kc", author: "dana" } });
  });

  it("is nothing where its text stays, or it was gone", () => {
    expect(commentHappened(comment, { ...comment, text: "Hm\r\n" })).toBeNull();
    expect(commentHappened(removed, null)).toBeNull();
  });
});
