import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileSource } from "../../../../test/contract/tracker-files.ts";
import { create, owner, write } from "../../../../test/support/tracker-builders.ts";
import { branchOptions, makeRemoteWorld, type RemoteWorld } from "../../../../test/support/tracker-worlds.ts";
import { readRef } from "../../../git/refs.ts";
import type { FileSource, Tracker } from "../../../ports/tracker.ts";
import { openLocalTracker, openRemoteTracker } from "../adapter.ts";

let world: RemoteWorld;
beforeEach(async () => {
  world = await makeRemoteWorld();
});
afterEach(() => world.close());

/** Content that cannot be compressed. */
function largeFile(name: string, seed: number): FileSource {
  let state = seed;
  const bytes = Buffer.alloc(1_000_000);
  for (let at = 0; at < bytes.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    bytes[at] = state >>> 16;
  }
  return fileSource(name, bytes);
}

async function put(tracker: Tracker, files: readonly FileSource[]) {
  return tracker.exclusive(async () => {
    await tracker.read();
    return tracker.putFiles(files);
  });
}

async function sizes(tracker: Tracker, files: readonly FileSource[]): Promise<number[]> {
  const found = new Map<string, number>();
  await tracker.readFiles(
    files.map(({ sha256 }) => sha256),
    async (sha256, content) => {
      let size = 0;
      for await (const piece of content) size += piece.length;
      found.set(sha256, size);
    },
  );
  return files.map(({ sha256 }) => found.get(sha256) ?? -1);
}

async function bytesOf(work: () => Promise<unknown>): Promise<number> {
  const before = world.server.bytesSent;
  await work();
  return world.server.bytesSent - before;
}

function attach(file: FileSource) {
  const { name, sha256, size } = file;
  const attachment = { id: sha256.slice(0, 12), name, sha256, size, description: null, path: null };
  return { op: "attach", issue: owner("US-1"), attachment, replaces: null } as const;
}

describe("files on a remote", () => {
  it("adds and reads one without downloading the others", async () => {
    const files = [1, 2, 3].map((seed) => largeFile(`${seed}.bin`, seed));
    await put(await world.open(), files);
    const other = await world.open();
    expect(await bytesOf(() => put(other, [fileSource("note.txt", "a note")]))).toBeLessThan(20_000);
    const reader = await world.open();
    const read = await bytesOf(async () => expect(await sizes(reader, [files[1]!])).toEqual([1_000_000]));
    expect(read).toBeGreaterThan(1_000_000);
    expect(read).toBeLessThan(1_100_000);
    expect(world.server.git("shop", ["fsck", "--strict"])).not.toContain("error");
  });

  it("reads from a host that gives away nothing but branches", async () => {
    const files = [1, 2].map((seed) => largeFile(`${seed}.bin`, seed));
    await put(await world.open(), files);
    world.server.speaksVersion2 = false;
    expect(await sizes(await world.open(), files)).toEqual([1_000_000, 1_000_000]);
    expect(await put(await world.open(), [fileSource("note.txt", "a note")])).toEqual({ count: 1, bytes: 6 });
  });

  it("keeps the tip small, and every file in the commit that brought it", async () => {
    const file = fileSource("Größe & Plan (1).PDF", "plan");
    await put(await world.open(), [file]);
    const git = (...args: string[]) => world.server.git("shop", args);
    const shard = file.sha256.slice(0, 2);
    expect(git("ls-tree", "-r", "--name-only", "spectryn-files")).toBe(`README.md\nindex/${shard}`);
    const path = `${shard}/${file.sha256}-gro-e-plan-1.pdf`;
    expect(git("show", `spectryn-files~1:${path}`)).toBe("plan");
    expect(git("show", `spectryn-files:index/${shard}`)).toBe(
      `${file.sha256} ${git("rev-parse", `spectryn-files~1:${path}`)} 4 gro-e-plan-1.pdf`,
    );
  });

  it("leaves a clone as it was: no shallow history, no settings, no files", async () => {
    const clone = await world.clone();
    await put(await world.open(), [largeFile("1.bin", 1)]);
    const before = world.sandbox.git(["config", "--list", "--local"], clone.workTree!);
    const tracker = openRemoteTracker(clone, "origin", branchOptions());
    await put(tracker, [largeFile("2.bin", 2)]);
    const git = (...args: string[]) => world.sandbox.git(args, clone.workTree!);
    expect(git("config", "--list", "--local")).toBe(before);
    expect(git("rev-parse", "--is-shallow-repository")).toBe("false");
    expect(Number(/size-pack: (\d+)/.exec(git("count-objects", "-v"))![1])).toBeLessThan(100);
    expect(git("for-each-ref")).not.toContain("files");
  });

  it("finds out what became of a push whose answer was lost", async () => {
    const tracker = await world.open();
    let drops = 0;
    world.server.fault = ({ method, path }) => {
      const isPush = method === "POST" && path.endsWith("git-receive-pack");
      drops += isPush ? 1 : 0;
      return isPush && drops === 1 ? "drop-answer" : null;
    };
    const file = largeFile("1.bin", 1);
    expect(await put(tracker, [file])).toEqual({ count: 1, bytes: 1_000_000 });
    world.server.fault = null;
    expect(await sizes(await world.open(), [file])).toEqual([1_000_000]);
    expect(world.server.git("shop", ["rev-list", "--count", "spectryn-files"])).toBe("2");
  });
});

describe("files attached without the network", () => {
  it("wait in the clone, and are published before the commit that speaks of them", async () => {
    const clone = await world.clone();
    await write(await world.open(), [create("US-0")]);
    await openRemoteTracker(clone, "origin", branchOptions()).read();
    const offline = openRemoteTracker(clone, "origin", branchOptions({ network: "never" }));
    const file = fileSource("plan.pdf", "made on a train");
    await put(offline, [file]);
    await write(offline, [create("US-1")]);
    await write(offline, [{ ...attach(file), issue: -1 }]);
    expect(await sizes(offline, [file])).toEqual([15]);
    expect(world.server.git("shop", ["branch", "--list"])).not.toContain("files");

    await write(openRemoteTracker(clone, "origin", branchOptions()), []);
    const reader = await world.open();
    expect((await reader.read()).issues.at(-1)!.attachments).toHaveLength(1);
    expect(await sizes(reader, [file])).toEqual([15]);
    const published = await readRef(clone, "refs/spectryn/published/origin/spectryn-files");
    expect(published).toBe(await readRef(clone, "refs/heads/spectryn-files"));
  });

  it("move along when a local tracker moves to a remote", async () => {
    const clone = await world.clone();
    const local = openLocalTracker(clone, branchOptions());
    const file = fileSource("plan.pdf", "local");
    await put(local, [file]);
    await write(local, [create("US-1"), attach(file)]);
    await write(openRemoteTracker(clone, "origin", branchOptions()), []);
    expect(await sizes(await world.open(), [file])).toEqual([5]);
  });
});
