import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../../../test/support/git-sandbox.ts";
import { create, update, write } from "../../../../test/support/tracker-builders.ts";
import { branchOptions, editBranch } from "../../../../test/support/tracker-worlds.ts";
import { issue, open as openClone, startUnpublished } from "../../../../test/support/unpublished-world.ts";
import { toRow } from "../../../core/issue/issue-index.ts";
import type { Repository } from "../../../git/git.ts";
import { openLocalTracker } from "../adapter.ts";

let sandbox: GitSandbox;
let repo: Repository;
let folder: string;

beforeEach(async () => {
  sandbox = makeGitSandbox();
  repo = await sandbox.open(sandbox.init("shop"));
  folder = join(repo.commonDir, "spectryn", "index", "spectryn");
});
afterEach(() => sandbox.remove());

const open = () => openLocalTracker(repo, branchOptions());
const issues = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => create(`US-${from + at}`, { description: `word${from + at}.` }));

async function answers() {
  const index = await open().readIndex();
  return { rows: index.rows, found: [await index.search(["word3."]), await index.search(["word1002."])] };
}

it("gives the same answers rebuilt from nothing as refreshed change by change", async () => {
  await write(open(), issues(1, 3));
  await answers();
  await write(open(), issues(4, 1100));
  await answers();
  await write(open(), [update(3, { description: "other" }), { op: "delete", number: 7 }]);
  const refreshed = await answers();
  expect(refreshed.found).toEqual([new Set(), new Set([1002])]);
  rmSync(folder, { recursive: true });
  expect(await answers()).toEqual(refreshed);
});

it("writes only what changed", async () => {
  await write(open(), issues(1, 1100));
  await answers();
  const before = readFileSync(join(folder, "text-0.txt"), "utf8");
  await write(open(), [update(1050, { description: "other" })]);
  await answers();
  expect(readFileSync(join(folder, "text-0.txt"), "utf8")).toBe(before);
  expect(readFileSync(join(folder, "text-1.txt"), "utf8")).toContain("other");
});

it.each([
  ["cut short", (text: string) => text.slice(0, text.length / 2)],
  ["of another program", () => "{}"],
  ["empty", () => ""],
  [
    "damaged at equal length",
    (text: string) => text.replace(/title(?=.*\n?$)/, '"itle').replace("word", "wurd"),
  ],
  ["of another commit", (text: string) => text.replace(/[0-9a-f]{40}/, "0".repeat(40))],
])("does without files that are %s", async (_, damage) => {
  await write(open(), issues(1, 5));
  const whole = await answers();
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    writeFileSync(path, damage(readFileSync(path, "utf8")));
    expect(await answers()).toEqual(whole);
  }
  await write(open(), [update(1, { description: "word3." })]);
  expect((await answers()).found[0]).toEqual(new Set([1, 3]));
});

it("calls unpublished issues as a whole read does, also where they are referred to", async () => {
  const { world, repo: clone, tracker } = await startUnpublished();
  await write(await world.open(), [create("US-1"), create("US-2")]);
  await openClone(clone, "required").read();
  await write(tracker, [issue("First")]);
  const expectSame = async () => {
    const other = openClone(clone, "never");
    const { rows } = await other.readIndex();
    expect(rows).toEqual((await other.read()).issues.map(toRow));
  };
  await expectSame();
  await write(tracker, [update(1, { parent: -1, links: [{ type: "blocks", to: -1 }] })]);
  await expectSame();
  await editBranch(clone, { "issues/new/00hand.md": "---\ntitle: By hand\n---\n" });
  await expectSame();
  expect((await openClone(clone, "never").readIndex()).rows[0]!.fields.parent).toBe(-2);
  await editBranch(clone, { "issues/new/00hand.md": null });
  await expectSame();
});

it("answers where the folder cannot be written", async () => {
  await write(open(), issues(1, 5));
  const whole = await answers();
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "a file in the way");
  expect(await answers()).toEqual(whole);
});
