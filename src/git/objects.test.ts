import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { startRepository } from "../../test/support/git-worlds.ts";
import { writeTornBlob } from "../../test/support/torn-blob.ts";
import { blobId, readBlobAt, readBlobs } from "./blobs.ts";
import { listFileHistory } from "./log.ts";
import { readRef } from "./refs.ts";
import type { Repository } from "./repository.ts";
import { diffTrees, listTree } from "./tree.ts";

async function collect(repo: Repository, oids: readonly string[], options?: { maxBytes: number }) {
  const found = [];
  for await (const blob of readBlobs(repo, oids, options)) found.push(blob);
  return found;
}

describe("readBlobs", () => {
  it("reads in the order asked, repeats included, whatever the bytes", async () => {
    const { repo, commit } = await startRepository();
    const contents = ["", "\n", "abc missing\n", "x".repeat(200_000), "blob 5\nabcde\n"];
    const made = await commit(null, Object.fromEntries(contents.map((text, index) => [`${index}`, text])));
    const oids = (await listTree(repo, made)).map((entry) => entry.oid);
    const order = [...oids, ...oids.slice().reverse()];
    const found = await collect(repo, order);
    expect(found.map((blob) => blob.oid)).toEqual(order);
    expect(found.map((blob) => blob.bytes?.toString())).toEqual([...contents, ...contents.slice().reverse()]);
    expect(oids).toEqual(contents.map(blobId));
  });

  it("skips a blob above the limit as a value", async () => {
    const { repo, commit } = await startRepository();
    const made = await commit(null, { a: "x".repeat(3_000_000), b: "small" });
    const oids = (await listTree(repo, made)).map((entry) => entry.oid);
    expect(await collect(repo, oids, { maxBytes: 1_000 })).toEqual([
      { oid: oids[0], size: 3_000_000, bytes: null },
      { oid: oids[1], size: 5, bytes: Buffer.from("small") },
    ]);
  });

  it("keeps the order around many above the limit, with three processes in all", async () => {
    const { repo, commit } = await startRepository();
    const large = "x".repeat(70_000);
    const contents = ["1", `${large}2`, "3", `${large}4`, `${large}5`, "6", `${large}7`];
    const made = await commit(null, Object.fromEntries(contents.map((text, index) => [`${index}`, text])));
    const oids = (await listTree(repo, made)).map((entry) => entry.oid);
    const lines: string[] = [];
    const watched = { ...repo, log: (line: string) => lines.push(line) };
    expect(
      (await collect(watched, oids, { maxBytes: 1_000 })).map(({ bytes }) => bytes?.toString() ?? null),
    ).toEqual(contents.map((text) => (text.length > 1_000 ? null : text)));
    expect(lines.map((line) => line.split(" ->")[0])).toEqual([
      "git cat-file --batch --buffer",
      "git cat-file --batch-check --buffer",
      "git cat-file --batch --buffer",
    ]);
  });

  it("does not read a gigabyte", async () => {
    const { sandbox, repo } = await startRepository();
    const oid = writeTornBlob(repo.gitDir, 2 ** 30);
    const small = sandbox.git(["hash-object", "-w", "--stdin"], repo.gitDir, "small");
    expect(await collect(repo, [oid, small, oid], { maxBytes: 1_000 })).toEqual([
      { oid, size: 2 ** 30, bytes: null },
      { oid: small, size: 5, bytes: Buffer.from("small") },
      { oid, size: 2 ** 30, bytes: null },
    ]);
    await expect(collect(repo, [oid])).rejects.toMatchObject({ code: "git-failed" });
  });

  it("names the object that is missing", async () => {
    const { repo } = await startRepository();
    await expect(collect(repo, ["1".repeat(40)])).rejects.toMatchObject({
      code: "git-failed",
      message: expect.stringContaining("1".repeat(40)),
    });
  });

  it("may be left in the middle", async () => {
    const { repo, commit } = await startRepository();
    const made = await commit(null, { a: "1", b: "x".repeat(5_000_000), c: "3" });
    const oids = (await listTree(repo, made)).map((entry) => entry.oid);
    for await (const blob of readBlobs(repo, oids)) {
      expect(blob.oid).toBe(oids[0]);
      break;
    }
  });

  it("answers null for a path that is no file", async () => {
    const { repo, commit } = await startRepository();
    const made = await commit(null, { "dir/a": "1" });
    expect(await readBlobAt(repo, made, "dir")).toBeNull();
    expect(await readBlobAt(repo, made, "none")).toBeNull();
  });
});

describe("diffTrees", () => {
  it("tells what was added, changed and removed, a rename as two", async () => {
    const { repo, commit } = await startRepository();
    const first = await commit(null, { keep: "k", change: "1", "dir/gone": "same text", file: "f" });
    const second = await commit(first, {
      change: "2",
      "dir/gone": null,
      "new\nname": "same text",
      "file/below": "f",
    });
    const changes = await diffTrees(repo, first, second);
    const same = blobId("same text");
    expect(new Map(changes.map((change) => [change.path, [change.before, change.after]]))).toEqual(
      new Map([
        ["change", [blobId("1"), blobId("2")]],
        ["dir/gone", [same, null]],
        ["new\nname", [null, same]],
        ["file", [blobId("f"), null]],
        ["file/below", [null, blobId("f")]],
      ]),
    );
    expect(await diffTrees(repo, null, first)).toHaveLength(4);
    expect(await diffTrees(repo, first, first)).toEqual([]);
  });
});

describe("listFileHistory", () => {
  it("gives the versions newest first, removals included, and stops at the limit", async () => {
    const { repo, commit } = await startRepository();
    const first = await commit(null, { "a.md": "1", other: "x" });
    const second = await commit(first, { "a.md": "2" });
    const third = await commit(second, { "a.md": null });
    const fourth = await commit(third, { "a.md": "1", other: "y" });
    const fifth = await commit(fourth, { other: "z" });
    const versions = [
      { commit: fourth, blob: blobId("1") },
      { commit: third, blob: null },
      { commit: second, blob: blobId("2") },
      { commit: first, blob: blobId("1") },
    ];
    expect(await listFileHistory(repo, fifth, "a.md")).toEqual(versions);
    expect(await listFileHistory(repo, fifth, "a.md", { limit: 2 })).toEqual(versions.slice(0, 2));
    expect(await listFileHistory(repo, fifth, "*.md")).toEqual([]);
  });

  it("knows the blob of a merge, and ends at the edge of a shallow clone", async () => {
    const { sandbox, repo, git, commit } = await startRepository();
    const base = await commit(null, { "a.md": "1\n" });
    const left = await commit(base, { "a.md": "left\n" });
    const right = await commit(base, { "a.md": "right\n" });
    const tree = git("rev-parse", `${await commit(left, { "a.md": "both\n" })}^{tree}`);
    const merge = git("commit-tree", "-m", "merge", "-p", left, "-p", right, tree);
    const [newest] = await listFileHistory(repo, merge, "a.md");
    expect(newest).toEqual({ commit: merge, blob: blobId("both\n") });
    const ours = git("commit-tree", "-m", "ours", "-p", left, "-p", right, `${left}^{tree}`);
    const known = (await listFileHistory(repo, ours, "a.md")).map(({ blob }) => blob);
    expect(known[0]).toBe(blobId("left\n"));
    expect(known).toContain(blobId("right\n"));
    git("update-ref", "refs/heads/main", await commit(left, { "a.md": "last\n" }));
    const shallow = sandbox.path("shallow");
    execFileSync("git", ["clone", "--quiet", "--depth=2", `file://${repo.workTree}`, shallow], {
      env: sandbox.env,
    });
    const tip = (await readRef(repo, "refs/heads/main"))!;
    const history = await listFileHistory(await sandbox.open(shallow), tip, "a.md");
    expect(history.map((version) => version.blob)).toEqual([blobId("last\n"), blobId("left\n")]);
  });
});
