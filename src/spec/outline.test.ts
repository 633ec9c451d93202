import { describe, expect, it } from "vitest";
import { outline, read, readOne, readProblems, specOptions } from "../../test/support/spec-builders.ts";
import { parseSpec } from "./parse.ts";

describe("headings of items", () => {
  it.each([
    ["### US-001: Login", "US-001", "Login"],
    ["### US-001 - Login", "US-001", "Login"],
    ["### US-001 — Login", "US-001", "Login"],
    ["### [US-001] Login", "US-001", "Login"],
    ["### [US-001]: Login", "US-001", "Login"],
    ["### **US-001**: Login", "US-001", "Login"],
    ["### **US-001:** Login", "US-001", "Login"],
    ["### **US-001: Login**", "US-001", "Login"],
    ["### 🔧 US-001: Login", "US-001", "Login"],
    ["### ✅ US-001: Login", "US-001", "Login"],
    ["### 1️⃣ US-001: Login", "US-001", "Login"],
    ["### :rocket: US-001: Login", "US-001", "Login"],
    ["## us-7: Login", "us-7", "Login"],
    ["#### E2E-7: Login", "E2E-7", "Login"],
    ["### #123: Login", "#123", "Login"],
    ["### US-001: Log *in* with `code` ###", "US-001", "Log *in* with `code`"],
    ["### US-001: 🚀 Login: fast - and safe", "US-001", "🚀 Login: fast - and safe"],
    ["US-001: Login\n---", "US-001", "Login"],
  ])("reads %j", (heading, key, title) => {
    const item = readOne(heading);
    expect([item.type, item.key, item.fields.title]).toEqual(["story", key, title]);
  });

  it("takes the number of an existing issue as ref", () => {
    expect(readOne("### #123: Login").ref).toBe(123);
  });

  it.each([
    "#### Notes on US-7: a trap",
    "### Login US-001: no",
    "##### US-001: too deep",
    "```\n### US-001: code\n```",
    "<!--\n### US-001: comment\n-->",
    "> ### US-001: quote",
    "- ### US-001: list",
    "    ### US-001: indented",
  ])("reads no item in %j", (text) => {
    expect(outline(text)).toEqual([]);
    expect(read(text).problems.map(({ code }) => code)).toContain("SP005");
  });

  it("says so when a heading is almost an item", () => {
    expect(readProblems("### US-001 Login", "", "### US_002: Login")).toEqual([
      '1:1 SP013 "US-001" is not read as an id; an item is written "### US-001: Title"',
      '1:1 SP005 no item found; an item is a heading with an id: "### US-001: Title"',
      '3:1 SP013 "US_002" is not read as an id; an item is written "### US-001: Title"',
    ]);
  });

  it("wants a title", () => {
    expect(readProblems("### US-001:")[0]).toMatch(/^1:1 SP010 US-001 has no title/);
  });

  it("narrows ids of stories by a pattern, but not those of epics and issues", () => {
    const text = "# EPIC-1: A\n\n### ISO-9: no\n\n### US-1: B\n\n### #4: C";
    const { items } = parseSpec(text, { ...specOptions, idPattern: /US-\d+/ });
    expect(items.map((item) => item.key)).toEqual(["EPIC-1", "US-1", "#4"]);
    expect(parseSpec(text, { ...specOptions, idPattern: /us-\d/ }).items).toHaveLength(3);
  });
});

describe("epics", () => {
  it("reads the guide's example, where epic and story have one level", () => {
    const { items } = read(
      "### 🚀 EPIC-001: User Authentication Epic",
      "",
      "| Field | Value |",
      "|-------|-------|",
      "| **Milestone** | Q1 2024 |",
      "",
      "### 🔧 US-001: Login Feature",
    );
    expect(items.map((item) => [item.type, item.key, item.epic])).toEqual([
      ["epic", "EPIC-001", null],
      ["story", "US-001", "EPIC-001"],
    ]);
    expect(items[0]!.fields).toEqual({ title: "User Authentication Epic", milestone: "Q1 2024" });
  });

  it("reads Epic: KEY - Title", () => {
    expect(outline("## Epic: SHOP - Checkout", "### US-1: A")).toEqual([
      "epic SHOP: Checkout",
      "story US-1: A",
    ]);
  });

  it("makes an H1 with another id an epic only above stories", () => {
    expect(outline("# US-1: A", "### US-2: B")[0]).toBe("epic US-1: A");
    expect(outline("# US-1: A", "## Notes")).toEqual(["story US-1: A"]);
  });

  it("makes an H1 without id an epic only if a story has no other", () => {
    expect(outline("# Shop", "### US-1: A")).toEqual(["epic EPIC: Shop", "story US-1: A"]);
    expect(outline("---", "epic: BIG-1", "---", "# 🛒 Shop", "### US-1: A")[0]).toBe("epic BIG-1: Shop");
    expect(outline("# Shop", "## EPIC-1: B", "### US-1: A")).toEqual(["epic EPIC-1: B", "story US-1: A"]);
    expect(outline("# Shop", "text")).toEqual([]);
  });

  it("gives each story the nearest epic above it, or that of the front matter", () => {
    const { items } = read("# EPIC-1: A", "## US-1: a", "# EPIC-2: B", "## US-2: b", "# Part", "## US-3: c");
    expect(items.map((item) => item.epic)).toEqual([null, "EPIC-1", null, "EPIC-2", "EPIC-2"]);
    expect(readOne("---", "epic: BIG-1", "---", "### US-1: A").epic).toBe("BIG-1");
  });

  it("warns of an epic without id", () => {
    expect(readProblems("## Epic: User login", "### US-1: A")[0]).toMatch(/^1:1 SP014/);
  });
});

describe("where items end", () => {
  it("ends an item at an equal or higher heading and leaves the text there alone", () => {
    const spec = read("### US-1: A", "mine", "## Other", "nobody's", "### US-2: B", "yours");
    expect(spec.items.map((item) => item.fields.description)).toEqual(["mine", "yours"]);
    expect(spec.owned.map(({ start, end, item }) => [spec.text.slice(start, end), item?.key])).toEqual([
      ["### US-1: A\nmine\n", "US-1"],
      ["## Other\nnobody's\n", undefined],
      ["### US-2: B\nyours", "US-2"],
    ]);
  });

  it("keeps a deeper heading with an id as text, with a note", () => {
    const spec = read("### US-1: A", "#### US-2: B", "text");
    expect(spec.items).toHaveLength(1);
    expect(spec.items[0]!.fields["section.US-2: B"]).toBe("text");
    expect(spec.problems.map(({ code, severity }) => [code, severity])).toEqual([["SP011", "note"]]);
  });

  it("groups by headings without text of their own", () => {
    const [epic] = read("# EPIC-1: A", "", "text", "", "## Part 1", "### Phase A", "#### US-1: B").items;
    expect(epic!.fields).toEqual({ title: "A", description: "text" });
    expect(read("# EPIC-1: A", "## Epic Summary", "words", "### US-1: B").items[0]!.fields).toEqual({
      title: "A",
    });
  });

  it("warns when a section stands beside its story instead of below it", () => {
    const problems = readProblems("### US-1: A", "### Acceptance Criteria", "- [ ] x");
    expect(problems).toEqual([
      '2:1 SP015 "Acceptance Criteria" is not below US-1 and not part of it; write #### Acceptance Criteria',
    ]);
  });

  it("warns when dashes turn a text into a heading", () => {
    expect(readProblems("### US-1: A", "", "Other", "---")[0]).toMatch(/^3:1 SP017/);
    expect(readProblems("### US-1: A", "", "**Status:** Done", "---")[0]).toMatch(/^3:1 SP018/);
    expect(readProblems("### US-1: A", "", "As a user", "I want", "---")[0]).toMatch(/^3:1 SP018/);
  });

  it("takes rules at the end of an item for separators", () => {
    expect(readOne("### US-1: A", "", "text", "", "---", "", "***", "").fields.description).toBe("text");
  });
});

describe("front matter", () => {
  it("reads the namespace and leaves other keys alone", () => {
    const spec = read("---", "namespace: shop", "other: [1, 2]", "---", "### US-1: A");
    expect([spec.namespace, spec.items[0]!.namespace, spec.problems]).toEqual(["shop", "shop", []]);
    expect(spec.items[0]!.place.line).toBe(5);
  });

  it("reports YAML that cannot be read and values that are no words", () => {
    expect(readProblems("---", "namespace: [a", "---", "### US-1: A")[0]).toMatch(/SP006/);
    expect(readProblems("---", "namespace: [a]", "---", "### US-1: A")[0]).toMatch(/SP006.*a list/);
  });

  it("never takes items between two rules for front matter", () => {
    expect(outline("---", "note: x", "", "### US-1: A", "", "---", "### US-2: B")).toHaveLength(2);
    expect(outline("---", "", "just text", "", "---", "### US-2: B")).toHaveLength(1);
  });
});
