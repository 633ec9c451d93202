import { expect, it } from "vitest";
import type { Issue } from "../issue/issue.ts";
import { twinNotes } from "./twins.ts";

const issue = (number: number, more: Partial<Issue>): Issue =>
  ({ number, id: `id-${number}`, owner: null, deleted: null, fields: { title: "x" }, ...more }) as Issue;
const owner = { namespace: "", key: "US-1", spec: "EPIC.md" };

it("names every issue that has the key of an older one, and how it goes", () => {
  const notes = twinNotes([
    issue(2, { owner }),
    issue(5, { owner: { ...owner, key: "us-1" } }),
    issue(7, { owner }),
  ]);
  expect(notes).toEqual([
    expect.stringContaining("#2 and #5 are both us-1, as a copied file has it, specs go with #2"),
    expect.stringContaining("to delete the copy: spectryn issue delete 7"),
  ]);
});

it("names an issue that has nothing but the id of another", () => {
  expect(twinNotes([issue(1, { id: "a" }), issue(2, { id: "a", owner })])).toEqual([
    "#1 and #2 have the same id, as a copied file has it; to delete the copy: spectryn issue delete 2",
  ]);
});

it("is silent for tombstones, other namespaces and issues without an id", () => {
  const gone = { owner, deleted: "2026-01-01T00:00:00Z" };
  const other = { owner: { ...owner, namespace: "shop" } };
  expect(
    twinNotes([
      issue(1, gone),
      issue(2, { owner }),
      issue(3, other),
      issue(4, { id: "" }),
      issue(5, { id: "" }),
    ]),
  ).toEqual([]);
});
