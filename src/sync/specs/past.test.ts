/** Where a checkout stands, in real clones: syncs whose end nobody saw, and merges that took one side as it was. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommitClone, makeLocalClone, twoStories } from "../../../test/support/commit-clones.ts";
import { type GitSandbox, makeGitSandbox } from "../../../test/support/git-sandbox.ts";
import type { Snapshot } from "../../core/issue/issue.ts";
import { findPast as findPastSync } from "../../trackers/branch/past-sync.ts";
import { readState, writeState } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import { type FileHistory, findPast, historyOf } from "./past.ts";

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
  expect(
    await findPast({ path: "EPIC.md", blob: "a", text: "a" }, history, tracker, snapshot, none),
  ).toBeNull();
});

/** The syncs of a spec's path are a, p, b, c; what is checked out was built on the commit `one`, where the file was a. */
describe("an own sync of a version that was not committed", () => {
  const syncs = ["a", "p", "b", "c"].map((blob, version) => ({ blob, version }));
  const tracker = {
    findSync: async (_: string, versions: readonly (string | null)[]) => {
      const found = findPastSync(syncs, versions);
      return found && { behind: found.behind, bases: new Map(), numbers: new Map() };
    },
  };
  const snapshot = { specs: { "EPIC.md": "c" }, issues: [] } as unknown as Snapshot;
  const own = { blob: "b", head: "one", news: { places: "", lines: "" } };
  const behindAt = async (head: string, committed: string[], blob: string) => {
    const history: FileHistory = {
      readHead: async () => head,
      listBlobs: async (commit) => (commit === "one" ? committed.slice(0, 1) : committed),
      isAncestor: async (_, of) => of !== "elsewhere",
      readText: async () => null,
    };
    const past = await findPast({ path: "EPIC.md", blob, text: blob }, history, tracker, snapshot, {
      synced: { "EPIC.md": own },
      begun: {},
    });
    return past?.behind ?? 0;
  };

  it.each([
    ["was built on, and is not committed yet", "one", ["a"], "z", 1],
    ["was built on, and committed with what came after it", "two", ["a", "z"], "z", 1],
    ["was built on where no committed version was ever synced", "two", ["x", "z"], "z", 1],
    ["was set back to what is committed", "one", ["a"], "a", 3],
    ["was left for a version that was synced before it", "two", ["a", "p"], "p", 2],
    ["is on another branch", "elsewhere", ["a", "z"], "z", 3],
    ["was built on until the last sync was pulled", "two", ["a", "z", "c", "y"], "y", 0],
  ])("%s", async (_, head, committed, blob, behind) => {
    expect(await behindAt(head, committed, blob)).toBe(behind);
  });
});
