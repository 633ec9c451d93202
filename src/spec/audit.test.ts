import { describe, expect, it } from "vitest";
import { specOptions } from "../../test/support/spec-builders.ts";
import { auditSpecs } from "./audit.ts";
import { parseSpec } from "./parse.ts";

/** Problems over files given by name and lines. */
function audit(files: Readonly<Record<string, readonly string[]>>): string[] {
  const specs = Object.entries(files).map(([file, lines]) =>
    parseSpec(lines.join("\n"), { ...specOptions, file }),
  );
  return auditSpecs(specs).map(({ code, message, place, other }) => {
    const second = other === undefined ? "" : ` (${other.file}:${other.line})`;
    return `${place.file}:${place.line} ${code} ${message}${second}`;
  });
}

describe("keys and issues", () => {
  it("reports a key used twice, in one file and across files, without regard to case", () => {
    expect(audit({ "a.md": ["### US-1: A", "### us-1: B"], "b.md": ["### US-1: C"] })).toEqual([
      "a.md:2 SP060 the key us-1 is already used in a.md:1:1; give one of the two another id (a.md:1)",
      "b.md:1 SP060 the key US-1 is already used in a.md:1:1; give one of the two another id (a.md:1)",
    ]);
  });

  it("allows a key in two namespaces", () => {
    expect(audit({ "a.md": ["### US-1: A"], "b.md": ["---", "namespace: b", "---", "### US-1: B"] })).toEqual(
      [],
    );
  });

  it("counts the own ids of subtasks and titles that become epics", () => {
    const story = (n: number) => [`### US-${n}: A`, "#### Subtasks", "- ST-1: x"];
    expect(audit({ "a.md": [...story(1), ...story(2)] })).toHaveLength(1);
    expect(audit({ "a.md": ["# Shop", "### US-1: A", "# Other", "### US-2: B"] })).toEqual([
      "a.md:3 SP060 the key A is already used in a.md:1:1; give one of the two another id (a.md:1)",
    ]);
  });

  it("reports two items that claim one issue", () => {
    expect(audit({ "a.md": ["### #12: A"], "b.md": ["### US-1: B", "**Issue:** #12"] })).toEqual([
      "b.md:1 SP061 issue #12 is already claimed by #12 in a.md:1:1 (a.md:1)",
    ]);
  });
});

describe("links", () => {
  it("warns of targets that are no item and suggests a near one", () => {
    expect(audit({ "a.md": ["### US-1: A", "**Blocks:** US-20, #4", "### US-2: B"] })).toEqual([
      "a.md:2 SP063 blocks: US-20 is no item of these specs; did you mean US-2?",
    ]);
  });

  it("prints circles of blocking with their path, each once", () => {
    const found = audit({
      "a.md": ["### US-1: A", "**Blocks:** US-2", "### US-2: B", "**Blocked by:** US-1", "**Blocks:** US-3"],
      "b.md": ["### US-3: C", "### US-4: D", "", "| Field | Value |", "|--|--|", "| Relates to | US-1 |"],
      "c.md": [
        "### US-5: E",
        "**Depends on:** US-3",
        "### US-1X-1: F",
        "### US-6: G",
        "**Depends on:** US-6",
      ],
    });
    expect(found).toEqual(["c.md:5 SP065 US-6 depends on itself"]);
    const circle = audit({
      "a.md": [
        "### US-1: A",
        "**Blocks:** US-2",
        "### US-2: B",
        "**Blocks:** #3",
        "### #3: C",
        "**Blocks:** US-1",
      ],
    });
    expect(circle).toEqual([
      "a.md:2 SP062 these items block each other: US-1 -> US-2 -> #3 -> US-1 (a.md:3)",
    ]);
    const mixed = audit({
      "a.md": ["### US-1: A", "**Depends on:** US-2", "### US-2: B", "**Depends on:** US-1"],
    });
    expect(mixed).toHaveLength(1);
  });

  it("stays fast on a chain of thousands", () => {
    const lines = Array.from({ length: 5_000 }, (_, n) => [
      `### US-${n}: A`,
      `**Blocks:** US-${(n + 1) % 5_000}`,
    ]).flat();
    expect(audit({ "a.md": lines })).toHaveLength(1);
  });
});

describe("parents and epics", () => {
  it("warns of rows that name nothing and reports items that name themselves", () => {
    const rows = (parent: string, epic: string) => [`**Parent:** ${parent}`, `**Epic:** ${epic}`];
    expect(
      audit({ "a.md": ["### US-1: A", ...rows("US-9", "EPIC-9"), "### US-2: B", ...rows("US-2", "US-1")] }),
    ).toEqual([
      "a.md:2 SP064 parent: US-9 is no item of these specs; did you mean US-1?",
      "a.md:3 SP064 epic: EPIC-9 is no item of these specs",
      "a.md:5 SP065 US-2 is its own parent",
      "a.md:6 SP064 epic: US-1 is a story, not an epic (a.md:1)",
    ]);
  });

  it("warns once a file of an epic that only the front matter names", () => {
    const lines = ["---", "epic: BIG-1", "---", "### US-1: A", "### US-2: B"];
    expect(audit({ "a.md": lines })).toEqual(["a.md:4 SP064 epic: BIG-1 is no item of these specs"]);
    expect(audit({ "a.md": lines, "b.md": ["## Epic: BIG-1 - Big"] })).toEqual([]);
  });
});
