/** Contract: comments and attachments of issues are kept as asked, and what the spec wrote is told from what people did. */
import { expect, it } from "vitest";
import type { Attachment, Comment } from "../../src/core/issue/issue.ts";
import type { PutComment } from "../../src/core/issue/write.ts";
import type { Tracker } from "../../src/ports/tracker.ts";
import { create, owner, update, write } from "../support/tracker-builders.ts";
import { type Cases, type GetWorld, readIssue } from "./tracker-world.ts";

function comment(text: string, more: Partial<PutComment> = {}): PutComment {
  return { op: "comment", issue: 1, id: null, author: "dana", text, entry: null, isFromSpec: false, ...more };
}

function attachment(name: string, more: Partial<Attachment> = {}): Attachment {
  const sha256 = Buffer.from(name).toString("hex").padEnd(64, "0");
  return { id: sha256.slice(0, 12), name, sha256, size: 3, description: null, path: null, ...more };
}

async function commentsOf(tracker: Tracker, number: number): Promise<readonly Comment[]> {
  await tracker.read();
  return (await tracker.readComments([number])).get(number)?.comments ?? [];
}

export function describeComments(world: GetWorld, cases: Cases): void {
  it("says which comments cannot be read", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1")]);
    await world().edit({ "comments/0/1/01bad.md": "<<<<<<< ours\n" });
    const reader = await world().open();
    await reader.read();
    const found = (await reader.readComments([1])).get(1);
    expect(found?.comments).toEqual([]);
    expect(found?.unreadable).toMatchObject([{ path: "comments/0/1/01bad.md", number: 1 }]);
  });

  it("keeps attachments, each once, and the commits that acted", async () => {
    const tracker = await world().open();
    const attach = (one: Attachment, replaces: string | null = null) =>
      ({ op: "attach", issue: 1, attachment: one, replaces }) as const;
    const plan = attachment("plan.pdf", { description: "The plan", path: "./plan.pdf" });
    const commits = [{ sha: "4f0c2a91b7de", action: "resolved" }];
    await write(tracker, [create("US-1"), { ...attach(plan), issue: owner("US-1") }]);
    await write(tracker, [attach(attachment("b.png")), attach(plan), update(1, {}, { commits })]);
    await write(tracker, [update(1, { state: "open" }, { commits })]);
    const issue = await readIssue(await world().open(), 1);
    expect(issue.attachments).toEqual([attachment("b.png"), plan]);
    expect(issue.commits).toEqual(commits);
    const newer = attachment("newer", { path: "./plan.pdf" });
    await write(tracker, [attach(newer, plan.id), { op: "detach", issue: 1, id: attachment("b.png").id }]);
    expect((await readIssue(tracker, 1)).attachments).toEqual([newer]);
  });
  if (cases === "place") return;

  it("keeps comments in their order, each with author, entry and times", async () => {
    const tracker = await world().open();
    const entry = { author: "lee", date: "2025-01-15", base: "b".repeat(40) };
    const first = comment("First\n\n> quoted", {
      issue: owner("US-1"),
      author: "lee",
      entry,
      isFromSpec: true,
    });
    await write(tracker, [create("US-1"), first]);
    await write(tracker, [comment("Second\n---\nwith a rule")]);
    const found = await commentsOf(await world().open(), 1);
    expect(found).toMatchObject([
      { author: "lee", text: "First\n\n> quoted", entry, isFromSpec: true, deleted: null },
      { author: "dana", text: "Second\n---\nwith a rule", entry: null, isFromSpec: false, deleted: null },
    ]);
    expect(Date.parse(found[1]!.created)).toBeGreaterThan(Date.parse(found[0]!.created));
    expect(await commentsOf(tracker, 2)).toEqual([]);
  });

  it("changes a comment's text and entry, and neither its author nor its place", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1"), comment("one", { issue: owner("US-1") })]);
    await write(tracker, [comment("two")]);
    const [first] = await commentsOf(tracker, 1);
    const entry = { author: null, date: null, base: "c".repeat(40) };
    await write(tracker, [comment("changed", { id: first!.id, author: "somebody else", entry })]);
    expect(await commentsOf(tracker, 1)).toMatchObject([
      { id: first!.id, author: "dana", text: "changed", entry, created: first!.created },
      { text: "two" },
    ]);
  });

  it("remembers a removed comment by its entry, without its text", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1"), comment("secret", { issue: owner("US-1") })]);
    const [first] = await commentsOf(tracker, 1);
    await write(tracker, [{ op: "remove-comment", issue: 1, id: first!.id }]);
    const [gone] = await commentsOf(tracker, 1);
    expect(gone).toMatchObject({ id: first!.id, text: "" });
    expect(gone!.deleted).not.toBeNull();
  });

  it("refuses to change a comment that is not there, and writes nothing of that batch", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1")]);
    const { tip } = await tracker.read();
    const batch = { tip, writes: [update(1, { points: 1 }), comment("x", { id: "01none" })], specs: {} };
    await expect(tracker.commit(batch)).rejects.toMatchObject({ code: "write-failed" });
    expect((await readIssue(tracker, 1)).fields.points).toBeUndefined();
  });

  it("remembers up to which commit messages were read, with a commit that has another reason", async () => {
    const tracker = await world().open();
    const { tip } = await tracker.read();
    await tracker.commit({ tip, writes: [create("US-1")], specs: {}, scanned: { main: "a".repeat(40) } });
    expect((await tracker.read()).scanned).toEqual({ main: "a".repeat(40) });
  });
}
