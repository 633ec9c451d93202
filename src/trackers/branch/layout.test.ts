import { describe, expect, it } from "vitest";
import { commentPath, fromPath, isRecordPath, issuePath, newIssuePath } from "./layout.ts";

describe("layout", () => {
  it("keeps a hundred issues in a directory", () => {
    expect([1, 99, 100, 123, 12345].map(issuePath)).toEqual([
      "issues/0/1.md",
      "issues/0/99.md",
      "issues/1/100.md",
      "issues/1/123.md",
      "issues/123/12345.md",
    ]);
  });

  it("reads back the paths it makes", () => {
    expect(fromPath(issuePath(456))).toEqual({ is: "issue", number: 456 });
    expect(fromPath(newIssuePath("01KB"))).toEqual({ is: "new-issue", name: "01kb" });
    expect(fromPath(commentPath(456, "01kb"))).toEqual({ is: "comment", number: 456, name: "01kb" });
    expect(fromPath("meta/milestones.json")).toEqual({ is: "meta", meta: "milestones" });
  });

  it.each(["issues/5/12.md", "issues/0/012.md", "issues/0/0.md", "issues/9/99999999999999999999.md"])(
    "reports a record in the wrong place: %s",
    (path) => expect(fromPath(path).is).toBe("misplaced"),
  );

  it.each(["issues/../../etc/12.md", "issues/./0/1.md", ".git/config", "issues//1.md"])(
    "reports a path that leaves the branch: %s",
    (path) => expect(fromPath(path).is).toBe("misplaced"),
  );

  it.each(["docs/a.md", "issues/README.md", "issues/0/abc.md", "issues/0/1.md.orig", "meta/labels.json"])(
    "leaves what is not its own alone: %s",
    (path) => expect(fromPath(path).is).toBe("other"),
  );

  it("knows where records are kept", () => {
    expect(["issues", "issues/0", "comments/1", "tracker.json"].every(isRecordPath)).toBe(true);
    expect(["issues2", "docs", "src/issues"].some(isRecordPath)).toBe(false);
  });
});
