/** Contract: lists, searches and single issues say what a whole read says, however the tracker got there. */
import { expect, it } from "vitest";
import { toRow } from "../../src/core/issue/issue-index.ts";
import type { PutComment, Write } from "../../src/core/issue/write.ts";
import type { Tracker } from "../../src/ports/tracker.ts";
import { create, owner, update, write } from "../support/tracker-builders.ts";
import type { GetWorld } from "./tracker-world.ts";

function comment(issue: PutComment["issue"], text: string): PutComment {
  return { op: "comment", issue, id: null, author: "dana", text, entry: null, isFromSpec: false };
}

/** Everything that the index says, against everything that a whole read says. */
async function expectSameAnswers(indexed: Tracker, whole: Tracker): Promise<void> {
  const { issues, tip, unreadable } = await whole.read();
  const index = await indexed.readIndex();
  expect(index.tip).toBe(tip);
  expect(index.rows).toEqual(issues.map(toRow));
  expect(index.unreadable.map(({ path }) => path)).toEqual(unreadable.map(({ path }) => path));
  const numbers = issues.map(({ number }) => number!);
  const comments = await whole.readComments(numbers);
  for (const issue of issues) {
    const own = comments.get(issue.number!) ?? { comments: [], unreadable: [] };
    expect(await indexed.readIssue(issue.number!)).toEqual({ issue, ...own });
  }
  for (const words of [["voucher"], ["title", "us-2"], ["needle", "PAY"], ["absent"], []]) {
    const found = issues.filter(({ number, deleted, fields }) => {
      const texts = (comments.get(number!)?.comments ?? []).filter((one) => one.deleted === null);
      const text = [fields.title, fields.description ?? "", ...texts.map((one) => one.text)]
        .join("\n")
        .toLowerCase();
      return deleted === null && words.every((word) => text.includes(word.toLowerCase()));
    });
    const expected = new Set(found.map(({ number }) => number!));
    expect([words, await index.search(words)]).toEqual([words, expected]);
  }
}

export function describeIndex(world: GetWorld): void {
  it("answers like a whole read after every kind of change", async () => {
    const tracker = await world().open();
    await expectSameAnswers(tracker, await world().open());
    const steps: Write[][] = [
      [create("US-1", { description: "Pay by voucher" }), create("US-2"), comment(owner("US-1"), "A needle")],
      [update(2, { state: "open", title: "Pay later" }), comment(1, "Another VOUCHER \u0001 7\u0002 us-2")],
      [{ op: "delete", number: 1 }],
      [create("US-3", { description: "voucher" }), comment(2, "needle")],
    ];
    for (const step of steps) {
      await write(tracker, step);
      await expectSameAnswers(tracker, await world().open());
    }
    const first = (await tracker.readComments([2])).get(2)?.comments[0];
    await write(tracker, [{ op: "remove-comment", issue: 2, id: first!.id }]);
    await world().edit({
      "issues/0/3.md": "<<<<<<< ours\n",
      "issues/new/01kd.md": '---\ntitle: "From a voucher"\n---\n',
      "comments/new/01kd/01ke.md": "---\nauthor: lee\n---\nneedle to pay\n",
    });
    await expectSameAnswers(await world().open(), await world().open());
    await expectSameAnswers(tracker, await world().open());
    expect(await tracker.readIssue(99)).toBeNull();
  });
}
