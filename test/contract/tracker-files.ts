/** Contract: the content of attachments is stored once, by its hash, and comes back as it was. */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { FileSource, Tracker } from "../../src/ports/tracker.ts";
import { create, owner, write } from "../support/tracker-builders.ts";
import type { GetWorld } from "./tracker-world.ts";

interface CountedSource extends FileSource {
  opened: number;
}

export function fileSource(name: string, content: string | Uint8Array): CountedSource {
  const bytes = Buffer.from(content);
  return {
    name,
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    opened: 0,
    async *open() {
      this.opened += 1;
      for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
    },
  };
}

async function put(tracker: Tracker, files: readonly FileSource[]) {
  return tracker.exclusive(async () => {
    await tracker.read();
    return tracker.putFiles(files);
  });
}

/** What is stored, by hash; `null` for what is not. */
async function contentsOf(tracker: Tracker, hashes: readonly string[]): Promise<Map<string, Buffer | null>> {
  const found = new Map<string, Buffer | null>();
  const missing = await tracker.readFiles(hashes, async (sha256, content) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece);
    found.set(sha256, Buffer.concat(pieces));
  });
  for (const sha256 of missing) found.set(sha256, null);
  return found;
}

export function describeFiles(world: GetWorld): void {
  it("gives files back byte by byte, whatever is in them", async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7 + (at >> 8)) % 256));
    const files = [
      fileSource("Plan für März.pdf", bytes),
      fileSource("empty", ""),
      fileSource("crlf.txt", "a\r\nb\r\n\0"),
    ];
    expect(await put(await world().open(), files)).toEqual({ count: 3, bytes: 300_007 });
    const reader = await world().open();
    const found = await contentsOf(reader, [...files.map(({ sha256 }) => sha256), "f".repeat(64)]);
    expect(found.get(files[0]!.sha256)!.equals(bytes)).toBe(true);
    expect(found.get(files[1]!.sha256)).toEqual(Buffer.from(""));
    expect(found.get(files[2]!.sha256)).toEqual(Buffer.from("a\r\nb\r\n\0"));
    expect(found.get("f".repeat(64))).toBeNull();
  });

  it("stores a content once, and does not even open it again", async () => {
    const first = fileSource("a.txt", "same");
    expect(await put(await world().open(), [first, fileSource("b.txt", "same")])).toEqual({
      count: 1,
      bytes: 4,
    });
    const again = fileSource("c.txt", "same");
    expect(await put(await world().open(), [again, fileSource("d.txt", "other")])).toEqual({
      count: 1,
      bytes: 5,
    });
    expect(again.opened).toBe(0);
  });

  it("stores nothing of a file that is not what its hash says", async () => {
    const tracker = await world().open();
    const good = fileSource("good.txt", "good");
    for (const open of [
      fileSource("", "changed").open,
      fileSource("", "long").open,
      fileSource("", "").open,
    ]) {
      const bad = { ...fileSource("bad.txt", "what"), open };
      const message = /^bad\.txt changed while it was read/;
      await expect(put(tracker, [good, bad])).rejects.toMatchObject({
        code: "plan-stale",
        message: expect.stringMatching(message),
      });
      expect(await contentsOf(await world().open(), [bad.sha256])).toEqual(new Map([[bad.sha256, null]]));
    }
  });

  it("keeps what several writers add at the same time", async () => {
    const files = Array.from({ length: 6 }, (_, at) => fileSource(`${at}.txt`, `content ${at}`));
    await Promise.all(files.map(async (file) => put(await world().open(), [file])));
    const found = await contentsOf(
      await world().open(),
      files.map(({ sha256 }) => sha256),
    );
    expect([...found.values()].map(String).sort()).toEqual(files.map((_, at) => `content ${at}`));
  });

  it("shows nothing of files that no issue has yet", async () => {
    const tracker = await world().open();
    await write(tracker, [create("US-1")]);
    const before = await (await world().open()).read();
    const file = fileSource("plan.pdf", "plan");
    await put(tracker, [file]);
    expect(await (await world().open()).read()).toEqual(before);
    const { sha256, size } = file;
    const attachment = {
      id: sha256.slice(0, 12),
      name: "plan.pdf",
      sha256,
      size,
      description: null,
      path: null,
    };
    await write(tracker, [{ op: "attach", issue: owner("US-1"), attachment, replaces: null }]);
    expect((await tracker.read()).issues[0]!.attachments).toEqual([attachment]);
  });
}
