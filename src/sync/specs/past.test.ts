/** Where a checkout stands, in real clones: syncs whose end nobody saw, and merges that took one side as it was. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CommitClone, makeLocalClone, twoStories } from "../../../test/support/commit-clones.ts";
import { type GitSandbox, makeGitSandbox } from "../../../test/support/git-sandbox.ts";
import type { Snapshot } from "../../core/issue/issue.ts";
import { readState, writeState } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import { findPast, historyOf } from "./past.ts";

let sandbox: GitSandbox;
beforeAll(() => {
  sandbox = makeGitSandbox();
});
afterAll(() => sandbox.remove());

const write = (clone: CommitClone, from: string, to: string) =>
  sandbox.write(`${clone.cwd}/EPIC.md`, twoStories.replace(from, to));
const behind = async (clone: CommitClone) => (await clone.plan()).specs[0]!.behind;

it("a sync that was killed before it was remembered counts as this checkout's own", async () => {
  const clone = makeLocalClone(sandbox, "killed");
  await clone.sync();
  write(clone, "Cards", "Card payment");
  await clone.sync();
  const repository = await sandbox.open(clone.cwd);
  const workspace: Workspace = { cwd: clone.cwd, root: clone.cwd, repository };
  const state = await readState(workspace);
  expect(state.begun).toEqual(state.synced);
  // As a kill between the write and the memory of it leaves it.
  await writeState(workspace, { ...state, synced: {} });
  write(clone, "Cards", "Card payments");
  expect(await behind(clone)).toBe(0);
  // What is begun next does not take the place of what is done.
  await clone.sync();
  expect((await readState(workspace)).synced).toHaveProperty("EPIC.md");
  await writeState(workspace, { ...state, synced: {}, begun: {} });
  write(clone, "Cards", "Paying by card");
  expect(await behind(clone)).toBe(2);
});

it("whoever merged a synced version knows it, also where the merge took nothing of it", async () => {
  const clone = makeLocalClone(sandbox, "merged");
  await clone.sync();
  clone.git("switch", "--quiet", "--create", "other");
  write(clone, "Invoices", "Bills");
  clone.git("commit", "--quiet", "--all", "--message", "other");
  clone.git("switch", "--quiet", "main");
  write(clone, "Cards", "Card payment");
  clone.git("commit", "--quiet", "--all", "--message", "synced");
  await clone.sync();
  clone.git("switch", "--quiet", "other");
  expect(await behind(clone)).toBe(1);
  clone.git("merge", "--quiet", "--strategy=ours", "--message", "ours", "main");
  expect(await behind(clone)).toBe(0);
});

it("asks nothing of a file that is the last synced one", async () => {
  const history = historyOf(await sandbox.open(makeLocalClone(sandbox, "same").cwd));
  const tracker = { findSync: () => Promise.reject(new Error("nobody asked")) };
  const snapshot = { specs: { "EPIC.md": "a" }, issues: [] } as unknown as Snapshot;
  const none = { synced: {}, begun: {} };
  expect(await findPast({ path: "EPIC.md", blob: "a" }, history, tracker, snapshot, none)).toBeNull();
});
