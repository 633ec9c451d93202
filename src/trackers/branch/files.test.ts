import { describe, expect, it } from "vitest";
import { parseMilestones, parseNames, renderMilestones, renderNames } from "./meta-files.ts";
import { renderReadme } from "./readme.ts";
import { parseTrackerFile, renderTrackerFile, withSpecs } from "./tracker-file.ts";

const issue = (number: number, more: object = {}) => ({
  number,
  id: "",
  owner: null,
  type: "story" as const,
  row: null,
  fields: { title: `Issue ${number}`, state: "open" as const, milestone: "Q1" },
  status: null,
  base: null,
  attachments: [],
  commits: [],
  reporter: null,
  created: "",
  updated: "",
  deleted: null,
  ...more,
});

describe("tracker.json", () => {
  it("is written with sorted specs and the keys it does not know", () => {
    const text = JSON.stringify({
      schema: 1,
      tracker: "01kb",
      next: 4,
      scanned: { main: "4f" },
      specs: { b: "2" },
      x: [1],
    });
    const file = withSpecs(parseTrackerFile(text), { a: "1" });
    expect(renderTrackerFile(file)).toBe(`{
  "schema": 1,
  "tracker": "01kb",
  "next": 4,
  "scanned": {
    "main": "4f"
  },
  "x": [
    1
  ],
  "specs": {
    "a": "1",
    "b": "2"
  }
}
`);
    expect(parseTrackerFile(renderTrackerFile(file))).toEqual(file);
  });

  it.each([
    [null, "not-a-tracker"],
    ["{", "not-a-tracker"],
    ["[]", "not-a-tracker"],
    ["{}", "not-a-tracker"],
    ['{"schema":1,"tracker":"a"}', "tracker-corrupt"],
    ['{"schema":1,"tracker":"a","next":0}', "tracker-corrupt"],
    ['{"schema":1,"tracker":"a","next":1,"specs":[]}', "tracker-corrupt"],
  ])("is refused where it cannot be trusted: %s", (text, code) => {
    expect(() => parseTrackerFile(text)).toThrow(expect.objectContaining({ code }));
  });
});

describe("lists", () => {
  it("hold one element per line, sorted, with the keys they do not know", () => {
    const text = '[{"name":"b","x":1},{"name":"a"},"c"]';
    expect(renderNames(parseNames("versions", text))).toBe(
      '[\n{"name":"a"},\n{"name":"b","x":1},\n{"name":"c"}\n]\n',
    );
    expect(renderNames(parseNames("versions", null))).toBe("[]\n");
    const milestones = `[
{"name":"A","state":"open","epics":[{"key":"E-1","spec":"E.md","title":"One","body":"Text.\\n\\n## Goal\\n\\nMore.","synced":{"title":"One"},"later":true}]},
{"name":"B","state":"closed","color":"red"}
]
`;
    expect(renderMilestones(parseMilestones(milestones))).toBe(milestones);
    expect(parseMilestones(milestones)[0]!.epics[0]!.fields).toEqual({
      title: "One",
      description: "Text.",
      sections: ["Goal"],
      "section.Goal": "More.",
    });
  });

  it.each([
    "",
    "{}",
    "[1]",
    '[{"name":""}]',
    '[{"name":"a"},{"name":"a"}]',
    '[{"name":"a","state":"odd"}]',
    '[{"name":"a","epics":[{}]}]',
    '[{"name":"a","epics":[{"key":"E","title":"t","priority":"huge"}]}]',
  ])("are refused where they cannot be trusted: %s", (text) => {
    expect(() => parseMilestones(text)).toThrow(expect.objectContaining({ code: "tracker-corrupt" }));
  });
});

describe("the branch's README", () => {
  const milestone = { name: "Q1", state: "open" as const, epics: [], kept: {} };

  it("says what the branch is, and links the issues of each milestone", () => {
    const done = issue(2, { fields: { title: "Pay *now*", state: "resolved", milestone: "Q1" } });
    const gone = issue(3, { deleted: "2026-01-01T00:00:00.000Z" });
    const text = renderReadme([issue(1), done, gone, issue(4, { type: "subtask" })], [milestone]);
    expect(text).toContain("do not merge it");
    expect(text).toContain("\n3 issues, 2 open.\n");
    expect(text).toContain("\n## Q1\n\n3 issues, 1 done.\n");
    expect(text).toContain("\n- [#2 Pay \\*now\\*](issues/0/2.md) resolved\n");
    expect(text).not.toContain("#3");
  });

  it("stays small in a large tracker", () => {
    const issues = Array.from({ length: 10_000 }, (_, index) => issue(index + 1));
    const milestones = Array.from({ length: 500 }, (_, index) => ({ ...milestone, name: `M${index}` }));
    const text = renderReadme(issues, [milestone, ...milestones]);
    expect(text.length).toBeLessThan(5000);
    expect(text).toContain("And 471 more milestones.");
  });
});
