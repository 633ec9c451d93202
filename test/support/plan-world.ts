/** A memory tracker and specs by text: a test shows only what matters to it. */
import type { Fields } from "../../src/core/issue/field.ts";
import type { Comment, Issue } from "../../src/core/issue/issue.ts";
import type { Write } from "../../src/core/issue/write.ts";
import type { Plan } from "../../src/core/plan/change.ts";
import type { Tracker } from "../../src/ports/tracker.ts";
import { editMemoryStore, makeMemoryStore, openMemoryTracker } from "../../src/trackers/memory/adapter.ts";
import { planTexts, type SpecRun, syncTexts } from "./spec-run.ts";
import { countingIds, tickingClock } from "./tracker-builders.ts";

export interface PlanWorld {
  readonly tracker: Tracker;
  /** Plans `E.md` with this text (an epic is put above it) or several files. */
  plan(specs: string | SpecRun["specs"], rest?: Omit<SpecRun, "specs">): Promise<Plan>;
  sync(specs: string | SpecRun["specs"], rest?: Omit<SpecRun, "specs">): Promise<Plan>;
  /** A person's edit in the tracker. */
  edit(number: number, set: Fields): Promise<void>;
  /** A person deletes it in the tracker. */
  remove(number: number): Promise<void>;
  /** A person's issue that no spec owns. */
  addIssue(number: number, title: string): void;
  /** Puts a file on the branch by hand. */
  put(path: string, content: string): void;
  issue(number: number): Promise<Issue>;
  /** A person's comment, or their change of one; `null` deletes it. The clock of this world stands at 2026-01-01. */
  comment(number: number, text: string | null, change?: { author?: string; id?: string }): Promise<void>;
  comments(number: number): Promise<readonly Comment[]>;
}

export function makePlanWorld(): PlanWorld {
  const options = { clock: tickingClock(), newId: countingIds() };
  const store = makeMemoryStore();
  const tracker = openMemoryTracker(store, options);
  const commit = async (write: Write) => {
    const { tip } = await tracker.read();
    await tracker.commit({ tip, writes: [write], specs: {} });
  };
  const toSpecs = (specs: string | SpecRun["specs"]) =>
    typeof specs === "string" ? { "E.md": `# EPIC-1: Checkout\n\n${specs}` } : specs;
  return {
    tracker,
    plan: (specs, rest) => planTexts(tracker, { specs: toSpecs(specs), ...rest }),
    sync: (specs, rest) => syncTexts(tracker, { specs: toSpecs(specs), ...rest }),
    edit: (number, set) => commit({ op: "update", number, set }),
    remove: (number) => commit({ op: "delete", number }),
    addIssue: (number, title) => {
      const time = "2026-01-01T00:00:00.000Z";
      const head = {
        schema: 1,
        id: `01j${"0".repeat(22)}${number}`,
        number,
        title,
        state: "new",
        created: time,
        updated: time,
      };
      const lines = Object.entries(head).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
      const content = `---\n${lines.join("\n")}\n---\n\n# #${number} ${title}\n`;
      editMemoryStore(store, [{ path: `issues/0/${number}.md`, content }]);
    },
    put: (path, content) => {
      editMemoryStore(store, [{ path, content }]);
    },
    issue: async (number) => {
      const { issues } = await tracker.read();
      return issues.find((issue) => issue.number === number)!;
    },
    comment: async (number, text, { author = "lee", id } = {}) => {
      const present = (await commentsOf(tracker, number)).find((comment) => comment.id === id);
      const entry = present?.entry ?? null;
      const put = { op: "comment", issue: number, author, entry, isFromSpec: false } as const;
      const remove = { op: "remove-comment", issue: number } as const;
      const write: Write = text === null ? { ...remove, id: id! } : { ...put, text, id: id ?? null };
      await commit(write);
    },
    comments: (number) => commentsOf(tracker, number),
  };
}

async function commentsOf(tracker: Tracker, number: number): Promise<readonly Comment[]> {
  await tracker.read();
  return (await tracker.readComments([number])).get(number)?.comments ?? [];
}

/** Stories of nothing but a title. */
export const stories = (...keys: string[]) => keys.map((key) => `### ${key}: Story ${key}\n`).join("\n");

/** US-1 with these subtasks. */
export const subtaskRows = (...names: string[]) =>
  `### US-1: One\n\n#### Subtasks\n\n| Title |\n|---|\n${names.map((name) => `| ${name} |\n`).join("")}`;
