/** Commits of one file, written as loose objects without a process: people's work is no part of what is proved. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import type { Version } from "./history.ts";
import type { VersionStore } from "./spec-clone.ts";
import { file } from "./values.ts";

/** What a version that was made here consists of. */
const objects = new WeakMap<Version, readonly LooseObject[]>();

interface LooseObject {
  readonly oid: string;
  readonly bytes: Buffer;
}

/** `own`: the git directory of a clone; `shared`: that of the repository it pulls from. Both follow `main`. */
export function makeGitVersions(own: string, shared: string): Pick<VersionStore, "make" | "point"> {
  const main = (gitDir: string, { id }: Version) => writeFileSync(join(gitDir, "refs/heads/main"), `${id}\n`);
  return {
    make: makeCommit,
    point: (head, published) => {
      for (const gitDir of [own, shared]) putHistory(gitDir, gitDir === own ? head : published);
      main(own, head);
      main(shared, published);
    },
  };
}

function makeCommit(text: string, parents: readonly Version[], time: number): Version {
  const blob = makeObject("blob", Buffer.from(text));
  const tree = makeObject(
    "tree",
    Buffer.concat([Buffer.from(`100644 ${file}\0`), Buffer.from(blob.oid, "hex")]),
  );
  const person = `Test Person <test@example.com> ${1_767_225_600 + time} +0000`;
  const lines = [
    `tree ${tree.oid}`,
    ...parents.map(({ id }) => `parent ${id}`),
    `author ${person}`,
    `committer ${person}`,
    "",
    `edit ${time}`,
    "",
  ];
  const commit = makeObject("commit", Buffer.from(lines.join("\n")));
  const version: Version = { id: commit.oid, text, parents, time };
  objects.set(version, [blob, tree, commit]);
  return version;
}

function makeObject(type: string, content: Buffer): LooseObject {
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  return { oid: createHash("sha1").update(whole).digest("hex"), bytes: deflateSync(whole, { level: 1 }) };
}

/** Writes what is missing there of a version and all that it comes from; the commit last. */
function putHistory(gitDir: string, version: Version): void {
  const own = objects.get(version);
  if (own === undefined || existsSync(objectPath(gitDir, own.at(-1)!))) return;
  for (const parent of version.parents) putHistory(gitDir, parent);
  for (const object of own) {
    const path = objectPath(gitDir, object);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, object.bytes);
  }
}

function objectPath(gitDir: string, { oid }: LooseObject): string {
  return join(gitDir, "objects", oid.slice(0, 2), oid.slice(2));
}
