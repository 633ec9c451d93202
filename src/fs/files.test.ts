import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { moveIntoPlace, readBytes, readText, statKind, writeFileAtomic } from "./files.ts";
import { listMarkdownFiles } from "./markdown.ts";

let dir: string;
const at = (...names: string[]) => join(dir, ...names);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "spectryn-files-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("reading", () => {
  it("answers null for a missing file and keeps every byte of one that is there", async () => {
    writeFileSync(at("a"), "\uFEFFa\r\n");
    expect(await readText(at("a"))).toBe("\uFEFFa\r\n");
    expect(await readText(at("b"))).toBeNull();
    expect(await readBytes(at("a", "below-a-file"))).toBeNull();
  });

  it("tells a directory from a missing file", async () => {
    await expect(readText(dir)).rejects.toMatchObject({ code: "file-unreadable", data: { code: "EISDIR" } });
    writeFileSync(at("a"), "");
    symlinkSync("nowhere", at("broken"));
    expect(await Promise.all([dir, at("a"), at("broken"), "/dev/null"].map(statKind))).toEqual([
      "directory",
      "file",
      "missing",
      "other",
    ]);
  });
});

describe("writeFileAtomic", () => {
  it("replaces the content, keeps the mode, leaves nothing beside it", async () => {
    writeFileSync(at("a"), "old");
    chmodSync(at("a"), 0o640);
    await writeFileAtomic(at("a"), "new");
    expect(readFileSync(at("a"), "utf8")).toBe("new");
    expect(statSync(at("a")).mode & 0o777).toBe(0o640);
    expect(readdirSync(dir)).toEqual(["a"]);
  });

  it("writes through a symbolic link instead of replacing it", async () => {
    writeFileSync(at("real"), "old");
    symlinkSync("real", at("link"));
    await writeFileAtomic(at("link"), "new");
    expect(readFileSync(at("real"), "utf8")).toBe("new");
  });

  it("works for the longest name a file system takes", async () => {
    const name = "n".repeat(255);
    await writeFileAtomic(at(name), "x");
    expect(readdirSync(dir)).toEqual([name]);
  });

  it("never shows half a file to a reader", async () => {
    const [small, large] = ["a".repeat(10), "b".repeat(3_000_000)];
    await writeFileAtomic(at("a"), small);
    const lengths = new Set<number>();
    for (let round = 0; round < 10; round += 1) {
      const written = writeFileAtomic(at("a"), round % 2 ? small : large);
      for (let look = 0; look < 5; look += 1) lengths.add((await readBytes(at("a")))?.length ?? -1);
      await written;
    }
    expect([...lengths].every((length) => length === 10 || length === 3_000_000)).toBe(true);
  });

  it("names path and reason and leaves nothing behind when it fails", async () => {
    mkdirSync(at("taken"));
    await expect(writeFileAtomic(at("taken"), "x")).rejects.toMatchObject({ code: "file-unwritable" });
    await expect(writeFileAtomic(at("none", "a"), "x")).rejects.toMatchObject({
      code: "file-unwritable",
      message: `${at("none", "a")} cannot be written: its directory does not exist`,
    });
    expect(readdirSync(dir)).toEqual(["taken"]);
  });
});

describe("moveIntoPlace", () => {
  it("leaves what another process put there first", async () => {
    mkdirSync(at("mine"));
    mkdirSync(at("theirs"));
    writeFileSync(at("theirs", "file"), "");
    await moveIntoPlace(at("mine"), at("theirs"));
    expect(readdirSync(at("theirs"))).toEqual(["file"]);
  });
});

describe("listMarkdownFiles", () => {
  it("finds Markdown files in order, without hidden and installed directories and links", async () => {
    for (const name of ["b", "a/deep", ".git", "node_modules/x", "outside"])
      mkdirSync(at("specs", name), { recursive: true });
    const files = [
      "b/B.MD",
      "a/deep/one.markdown",
      "a.md",
      "z.txt",
      ".git/x.md",
      "node_modules/x/README.md",
      ".hidden.md",
    ];
    for (const file of files) writeFileSync(at("specs", file), "");
    mkdirSync(at("other"));
    writeFileSync(at("other", "secret.md"), "");
    symlinkSync(at("other"), at("specs", "linked"));
    symlinkSync(at("other", "secret.md"), at("specs", "linked.md"));
    symlinkSync(at("specs"), at("specs", "loop"));
    const found = await listMarkdownFiles(at("specs"));
    expect(found).toEqual(
      [".hidden.md", "a.md", "a/deep/one.markdown", "b/B.MD"].map((file) => at("specs", file)),
    );
  });

  it("fails for a directory that is missing: that is not an empty one", async () => {
    await expect(listMarkdownFiles(at("none"))).rejects.toMatchObject({ code: "file-unreadable" });
  });
});
