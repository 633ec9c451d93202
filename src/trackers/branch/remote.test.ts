import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { create, owner, update, write } from "../../../test/support/tracker-builders.ts";
import { branchOptions, makeRemoteWorld, type RemoteWorld } from "../../../test/support/tracker-worlds.ts";
import type { Repository } from "../../git/git.ts";
import { readRef } from "../../git/refs.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { openRemoteTracker } from "./adapter.ts";

const ours = "refs/heads/spectryn";
const theirs = "refs/remotes/origin/spectryn";

let world: RemoteWorld;
let repo: Repository;
let tracker: Tracker;

beforeEach(async () => {
  world = await makeRemoteWorld();
  repo = await world.clone();
  tracker = openRemoteTracker(repo, "origin", branchOptions());
});
afterEach(() => world.close());

function countRequests(): () => number {
  const before = world.server.requests.length;
  return () => world.server.requests.length - before;
}

/** git's HTTP library sends a request again when a connection dies, so faults come in a row; then all is well. */
function failPushes(...faults: ("drop" | "drop-answer")[]): void {
  const left = [...faults];
  world.server.fault = ({ method, path }) =>
    method === "POST" && path.endsWith("git-receive-pack") ? (left.shift() ?? null) : null;
}

describe("reading that began before it is waited for", () => {
  it("asks the host once", async () => {
    await write(tracker, [create("US-1")]);
    const count = countRequests();
    tracker.startReading();
    await vi.waitFor(() => expect(count()).toBe(2));
    expect((await tracker.read()).issues).toHaveLength(1);
    expect(count()).toBe(2);
  });

  it("ends when nobody wants to read any more, and the next read asks anew", async () => {
    const ended: string[] = [];
    const watched = { ...repo, log: (line: string) => ended.push(line) };
    const other = openRemoteTracker(watched, "origin", branchOptions());
    await write(other, [create("US-1")]);
    world.server.fault = () => "silence";
    const count = countRequests();
    ended.length = 0;
    const stop = other.startReading();
    await vi.waitFor(() => expect(count()).toBe(1));
    expect(ended).toEqual([]);
    stop();
    await vi.waitFor(() => expect(ended).toEqual([expect.stringMatching(/^git .*fetch /)]));
    world.server.fault = null;
    expect((await other.read()).issues).toHaveLength(1);
  });

  it("tells of its failure where it is waited for", async () => {
    world.server.fault = () => ({ status: 404 });
    const count = countRequests();
    tracker.startReading();
    await vi.waitFor(() => expect(count()).toBe(1));
    await expect(tracker.read()).rejects.toMatchObject({ code: "repository-missing" });
    world.server.fault = null;
    expect((await tracker.read()).tip).toBeNull();
  });
});

describe("requests of a remote branch", () => {
  it("needs at most 6 for a first sync of any size", async () => {
    const count = countRequests();
    const creates = Array.from({ length: 1000 }, (_, index) => create(`US-${index}`));
    await write(tracker, creates, { "EPIC.md": "a".repeat(40) });
    expect(count()).toBeLessThanOrEqual(6);
  });

  it("needs 2 to find nothing new, and at most 6 for one change", async () => {
    await write(tracker, [create("US-1")]);
    const quiet = countRequests();
    await tracker.read();
    expect(quiet()).toBe(2);
    const change = countRequests();
    await write(tracker, [create("US-2")]);
    expect(change()).toBeLessThanOrEqual(6);
    await write(await world.open(), [create("US-3")]);
    const changeBehind = countRequests();
    await write(tracker, [create("US-4")]);
    expect(changeBehind()).toBeLessThanOrEqual(6);
  });

  it("needs at most 4 more for a lost race", async () => {
    await write(tracker, [create("US-1")]);
    const { tip } = await tracker.read();
    await write(await world.open(), [create("US-2")]);
    const count = countRequests();
    expect(await tracker.commit({ tip, writes: [create("US-3")], specs: {} })).toMatchObject({
      status: "moved",
    });
    await tracker.read();
    expect(count()).toBeLessThanOrEqual(4);
  });
});

describe("a push that does not go through", () => {
  it("is done when only the answer was lost", async () => {
    await write(tracker, [create("US-1")]);
    failPushes("drop-answer", "drop", "drop", "drop");
    expect((await write(tracker, [create("US-2")])).numbers).toEqual([2]);
    const { issues } = await (await world.open()).read();
    expect(issues.map((issue) => issue.owner?.key)).toEqual(["US-1", "US-2"]);
    expect(await readRef(repo, ours)).toBe(world.server.git("shop", ["rev-parse", "spectryn"]));
  });

  it("does not write twice when the lost request was sent again, whoever built on it", async () => {
    await write(tracker, [create("US-1")]);
    const { tip } = await tracker.read();
    const batch = { tip, writes: [create("US-2")], specs: {} };
    failPushes("drop-answer");
    expect(await tracker.commit(batch)).toMatchObject({ status: "moved" });
    await write(await world.open(), [create("US-3")]);
    const again = await tracker.read();
    expect(await tracker.commit({ ...batch, tip: again.tip })).toMatchObject({
      status: "done",
      numbers: [2],
    });
    expect((await tracker.read()).issues).toHaveLength(3);
    expect((await write(tracker, [create("US-4")])).numbers).toEqual([4]);
  });

  it("leaves everything as it was when the connection broke before", async () => {
    await write(tracker, [create("US-1")]);
    const before = await readRef(repo, ours);
    failPushes("drop", "drop", "drop", "drop");
    await expect(write(tracker, [create("US-2")])).rejects.toMatchObject({ code: "network" });
    expect([await readRef(repo, ours), await readRef(repo, theirs)]).toEqual([before, before]);
    world.server.fault = null;
    expect((await write(tracker, [create("US-2")])).numbers).toEqual([2]);
  });

  it("shows a veto and moves nothing", async () => {
    const url = world.server.createRepository("closed", {
      hooks: { "pre-receive": "echo no pushes on friday >&2; exit 1" },
    });
    world.sandbox.git(["remote", "add", "closed", url], repo.workTree!);
    const closed = openRemoteTracker(repo, "closed", branchOptions());
    await expect(write(closed, [create("US-1")])).rejects.toThrow(/no pushes on friday/);
    expect(await readRef(repo, ours)).toBeNull();
  });
});

describe("a branch that lost what it held", () => {
  it("is not taken for offline work: rewritten", async () => {
    await write(tracker, [create("US-1")]);
    const first = world.server.git("shop", ["rev-parse", "spectryn"]);
    await write(tracker, [create("US-2")]);
    world.server.git("shop", ["update-ref", ours, first]);
    await expect(tracker.read()).rejects.toMatchObject({ code: "tracker-rewritten" });
  });

  it("is not taken for offline work: deleted", async () => {
    await write(tracker, [create("US-1")]);
    world.server.git("shop", ["update-ref", "-d", ours]);
    await expect(tracker.read()).rejects.toMatchObject({ code: "tracker-rewritten" });
  });
});

describe("refs and work trees", () => {
  it("moves ours and theirs only after the remote holds the commit, and no other branch", async () => {
    const { tip } = await write(tracker, [create("US-1")]);
    expect([await readRef(repo, ours), await readRef(repo, theirs)]).toEqual([tip, tip]);
    expect(world.server.git("shop", ["for-each-ref", "--format=%(refname)"])).toBe(ours);
    expect(world.sandbox.git(["status", "--porcelain"], repo.workTree!)).toBe("");
  });

  it("refuses to write while a work tree has the branch", async () => {
    await write(tracker, [create("US-1")]);
    world.sandbox.git(["checkout", "--quiet", "spectryn"], repo.workTree!);
    await expect(write(tracker, [update(1, { points: 1 })])).rejects.toMatchObject({
      code: "branch-checked-out",
      message: expect.stringContaining(repo.workTree!),
    });
    expect((await tracker.read()).issues).toHaveLength(1);
  });

  it("sweeps the locks that a killed git left on its own refs", async () => {
    await write(tracker, [create("US-1")]);
    world.sandbox.write(`${repo.commonDir}/${ours}.lock`, "");
    world.sandbox.write(`${repo.commonDir}/refs/spectryn/scratch.lock`, "");
    await tracker.exclusive(() => write(tracker, [create("US-2")]));
    expect(await readRef(repo, ours)).toBe(world.server.git("shop", ["rev-parse", "spectryn"]));
  });

  it("commits as git knows the person, and without titles or keys in the message", async () => {
    await write(tracker, [create("US-1"), { op: "milestone", name: "Q1", from: null }]);
    await write(tracker, [update(1, { points: 1 }, { owner: owner("US-7") })]);
    await write(tracker, [{ op: "delete", number: 1 }]);
    const log = world.server.git("shop", ["log", "--format=%an <%ae> %s", "spectryn"]).split("\n");
    expect(log).toEqual([
      "Test Person <test@example.com> spectryn: 1 deleted [skip ci]",
      "Test Person <test@example.com> spectryn: 1 updated [skip ci]",
      "Test Person <test@example.com> spectryn: 1 created [skip ci]",
    ]);
  });
});

describe("a host whose git was killed", () => {
  const lock = () => `${world.shared.gitDir}/refs/heads/spectryn.lock`;
  const tryOnce = async () => {
    const { tip } = await tracker.read();
    return tracker.commit({ tip, writes: [create("US-2")], specs: {} });
  };

  it("is told apart from somebody who writes first all the time", async () => {
    await write(tracker, [create("US-1")]);
    world.sandbox.write(lock(), "");
    for (let tries = 1; tries < 6; tries += 1) expect((await tryOnce()).status).toBe("moved");
    await expect(tryOnce()).rejects.toMatchObject({
      code: "lock-busy",
      message: expect.stringContaining("refused 6 pushes in a row as too late, though nobody else wrote"),
    });
    rmSync(lock());
    expect(await tryOnce()).toMatchObject({ status: "done", numbers: [2] });
  });

  it("is not blamed for races that others won", async () => {
    await write(tracker, [create("US-1")]);
    for (let tries = 1; tries <= 7; tries += 1) {
      const { tip } = await tracker.read();
      await write(await world.open(), [create(`OTHER-${tries}`)]);
      const lost = await tracker.commit({ tip, writes: [create("US-2")], specs: {} });
      expect(lost.status).toBe("moved");
    }
  });
});
