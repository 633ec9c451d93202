/** The first property of every tracker: after a sync, a second plan is empty. Small worlds, each a series of specs. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { planTexts, type SpecRun, syncTexts } from "../support/spec-run.ts";
import type { Cases, GetWorld } from "./tracker-world.ts";

const epic = "# EPIC-1: Checkout\n";
const story = (key: string, rest = "") => `\n### ${key}: Story ${key}\n\n${rest}\n`;
const subtasks = (...names: string[]) =>
  `#### Subtasks\n\n| Title | SP |\n|---|---|\n${names.map((name) => `| ${name} | 1 |\n`).join("")}`;
const comments = (...texts: string[]) =>
  `#### Comments\n\n${texts.map((text) => `> **@dana** (2026-01-15): ${text}\n\n`).join("")}`;

/** Each world is synced step by step; after every step a second plan must be empty. */
const worlds: Readonly<Record<string, readonly SpecRun["specs"][]>> = {
  "one story": [{ "E.md": epic + story("US-1") }],
  "fields come, change and go": [
    { "E.md": epic + story("US-1") },
    {
      "E.md":
        epic +
        story(
          "US-1",
          "**Status:** wip\n**Priority:** High\n**Story Points:** 3.5\n**Labels:** a, b\n**Due:** 2026-12-24\n**Team:** red | blue",
        ),
    },
    {
      "E.md":
        epic +
        story(
          "US-1",
          "**Status:** done\n**Labels:** b, c\n**Assignee:** @dana\n**Component:** Shop\n**Version:** 1.0",
        ),
    },
    { "E.md": epic + story("US-1") },
  ],
  "texts and sections": [
    {
      "E.md":
        epic + story("US-1", "Text.\n\n#### Notes\n\nOne\n\n#### Acceptance Criteria\n\n- [ ] a\n- [x] b\n"),
    },
    {
      "E.md":
        epic +
        story(
          "US-1",
          "#### Acceptance Criteria\n\n- [x] a\n- [x] b\n\n#### Notes\n\nOne\n\n##### Deeper\n\nTwo\n",
        ),
    },
    { "E.md": epic + story("US-1", "## not a heading of ours\n") },
  ],
  "subtasks inserted, renamed and removed": [
    { "E.md": epic + story("US-1", subtasks("a", "c")) },
    { "E.md": epic + story("US-1", subtasks("a", "b", "c")) },
    { "E.md": epic + story("US-1", subtasks("a", "B", "c")) },
    { "E.md": epic + story("US-1", subtasks("c", "a")) },
    { "E.md": epic + story("US-1", subtasks("same", "same", "same")) },
  ],
  "comments come, change and go": [
    { "E.md": epic + story("US-1", comments("a", "b")) },
    { "E.md": epic + story("US-1", comments("a2", "b", "b")) + story("US-2", comments("- c\n> - d")) },
    { "E.md": epic + story("US-1", comments("b")) + story("US-2", comments()) },
    { "E.md": epic + story("US-1", comments("b", "a2")) + story("US-2") },
  ],
  "epics: renamed, sharing a milestone, moved": [
    { "E.md": epic + story("US-1") },
    { "E.md": `# EPIC-1: Payment\n${story("US-1")}` },
    {
      "E.md":
        "# EPIC-1: Payment\n\n**Milestone:** Q1\n" +
        story("US-1") +
        "\n# EPIC-2: Returns\n\n**Milestone:** Q1\n" +
        story("US-2"),
    },
    {
      "E.md": `# EPIC-1: Payment\n\n**Status:** done\n${story("US-2")}\n# EPIC-2: Returns\n${story("US-1")}`,
    },
  ],
  "links forward and back": [
    {
      "E.md":
        epic +
        story("US-1", "**Blocks:** US-2, US-3") +
        story("US-2", "**Depends on:** US-3") +
        story("US-3"),
    },
    {
      "E.md": epic + story("US-3", "**Relates to:** US-1") + story("US-1", "**Blocks:** #2") + story("US-2"),
    },
  ],
  "namespaces and files": [
    {
      "A.md": `---\nnamespace: a\n---\n${epic}${story("US-1")}`,
      "B.md": `---\nnamespace: b\n---\n${epic}${story("US-1")}`,
    },
    {
      "A.md": `---\nnamespace: a\n---\n${epic}${story("US-1", "**Status:** done")}`,
      "B.md": `---\nnamespace: b\n---\n${epic}${story("US-1")}`,
    },
  ],
};

export function describePlans(getWorld: GetWorld, cases: Cases): void {
  it("has nothing to do after a sync of the example", async () => {
    const folder = resolve(import.meta.dirname, "../../examples/shop");
    const files = readdirSync(folder).filter((name) => name.endsWith(".md"));
    const specs = Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
    await expectSettled(getWorld, { specs });
    await expectSettled(getWorld, { specs, settings: { epicAs: "issue" } });
  });
  if (cases === "place") return;

  for (const [name, steps] of Object.entries(worlds)) {
    for (const epicAs of ["milestone", "issue"] as const) {
      it(`has nothing to do after a sync: ${name}, epics as ${epicAs}s`, async () => {
        for (const specs of steps) await expectSettled(getWorld, { specs, settings: { epicAs } });
      });
    }
  }

  it("knows of a subtask whose row is gone, so that a later row is another issue", async () => {
    const run = (...names: string[]) => ({ specs: { "E.md": epic + story("US-1", subtasks(...names)) } });
    for (const names of [["a", "b"], ["a"], ["a", "new"]]) await expectSettled(getWorld, run(...names));
    const { issues } = await (await getWorld().open()).read();
    expect(issues.map(({ fields }) => fields.title)).toEqual(["Story US-1", "a", "b", "new"]);
    await expectSettled(getWorld, run("a", "new", "b"));
    expect((await (await getWorld().open()).read()).issues).toHaveLength(4);
  });
}

/** Every process gets the same answer: nothing left to write, nothing that looks changed. */
async function expectSettled(getWorld: GetWorld, run: SpecRun): Promise<void> {
  await syncTexts(await getWorld().open(), run);
  const again = await planTexts(await getWorld().open(), run);
  expect(again.writes).toEqual([]);
  const loud = again.changes.filter(({ op }) => op !== "orphan");
  expect(loud).toEqual([]);
}
