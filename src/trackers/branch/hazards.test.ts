import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../../test/support/git-sandbox.ts";
import { create, owner, update, write } from "../../../test/support/tracker-builders.ts";
import { branchOptions } from "../../../test/support/tracker-worlds.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { openLocalTracker } from "./adapter.ts";

let sandbox: GitSandbox;
let path: string;
let tracker: Tracker;

beforeEach(async () => {
  sandbox = makeGitSandbox();
  path = sandbox.init("shop");
  tracker = openLocalTracker(await sandbox.open(path), branchOptions());
  await write(tracker, [create("US-1"), create("US-2")]);
});
afterEach(() => sandbox.remove());

/** Puts entries of any mode on the branch, past every check of ours. */
function put(...lines: string[]): void {
  const commit =
    "commit refs/heads/spectryn\ncommitter A <a@b> 0 +0000\ndata 1\nx\nfrom refs/heads/spectryn^0\n";
  sandbox.git(["fast-import", "--quiet", "--force"], path, `${commit}${lines.join("\n")}\n`);
}

describe("what does not belong on the branch", () => {
  it("reports symbolic links and submodules among the records and never follows them", async () => {
    const tip = sandbox.git(["rev-parse", "spectryn"], path);
    put(
      "M 120000 inline issues/0/1.md\ndata 11\n/etc/passwd",
      `M 160000 ${tip} issues/0/7.md`,
      "M 120000 inline comments/0\ndata 1\n/",
      "M 120000 inline docs/link\ndata 1\n/",
    );
    const { issues, unreadable } = await tracker.read();
    expect(issues.map(({ number }) => number)).toEqual([2]);
    expect(unreadable).toEqual([
      { path: "comments/0", number: null, reason: "it is a symbolic link", owner: null },
      { path: "issues/0/1.md", number: 1, reason: "it is a symbolic link", owner: owner("US-1") },
      { path: "issues/0/7.md", number: 7, reason: "it is a submodule", owner: null },
    ]);
    await expect(write(tracker, [update(1, { points: 1 })])).rejects.toMatchObject({
      code: "tracker-corrupt",
    });
    expect((await write(tracker, [create("US-8")])).numbers).toEqual([8]);
  });

  it("reports a record larger than any issue without reading it", async () => {
    put(`M 100644 inline issues/0/1.md\ndata 20000001\n${"x".repeat(20_000_001)}`);
    expect((await tracker.read()).unreadable).toEqual([
      { path: "issues/0/1.md", number: 1, reason: "it is larger than 20 MB", owner: owner("US-1") },
    ]);
  });

  it("does not take a link for the tracker's own files", async () => {
    put("M 120000 inline tracker.json\ndata 9\n/dev/zero");
    await expect(tracker.read()).rejects.toMatchObject({ code: "not-a-tracker" });
  });

  it("stops at a list that is a link", async () => {
    put("M 120000 inline meta/milestones.json\ndata 9\n/dev/zero");
    await expect(tracker.read()).rejects.toMatchObject({ code: "tracker-corrupt" });
  });

  it("reports a path that leaves the branch", async () => {
    const blob = sandbox.git(["hash-object", "-w", "--stdin"], path, "---\ntitle: x\n---\n");
    const inner = sandbox.git(["mktree"], path, `100644 blob ${blob}\t5.md\n`);
    const outer = sandbox.git(["mktree"], path, `040000 tree ${inner}\t..\n`);
    const base = sandbox.git(["ls-tree", "spectryn"], path).split("\n");
    const entries = [...base.filter((line) => !line.endsWith("\tissues")), `040000 tree ${outer}\tissues`];
    const tree = sandbox.git(["mktree"], path, `${entries.join("\n")}\n`);
    const tip = sandbox.git(["commit-tree", "-p", "spectryn", "-m", "x", tree], path);
    sandbox.git(["update-ref", "refs/heads/spectryn", tip], path);
    expect((await tracker.read()).unreadable).toMatchObject([
      { path: "issues/../5.md", reason: "the path leaves the branch" },
    ]);
  });
});
