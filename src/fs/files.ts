/**
 * Reads and replaces files. This room is the only caller of node:fs, but for what loads the command (src/start) and
 * what writes its output (src/cli/output.ts). "Not found" is a value; a failed write names path and next step.
 */
import {
  access,
  constants,
  lstat,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { dirname } from "node:path";
import { SpectrynError } from "../errors.ts";
import { temporaryPath } from "./temporary.ts";

export type Kind = "file" | "directory" | "other" | "missing";

/** What a path is, through symbolic links. */
export async function statKind(path: string): Promise<Kind> {
  const found = await stat(path).catch(missing);
  if (found === null) return "missing";
  if (found.isDirectory()) return "directory";
  return found.isFile() ? "file" : "other";
}

/** Whether a path is a symbolic link, to whatever. */
export async function isLink(path: string): Promise<boolean> {
  return (await lstat(path).catch(missing))?.isSymbolicLink() ?? false;
}

/** The bytes of a file, or `null` where there is none. */
export async function readBytes(path: string): Promise<Buffer | null> {
  return readFile(path)
    .catch(missing)
    .catch((error) => {
      throw unreadable(path, error);
    });
}

/** A file as UTF-8 text, BOM included, or `null` where there is none. */
export async function readText(path: string): Promise<string | null> {
  return (await readBytes(path))?.toString("utf8") ?? null;
}

/** A path without symbolic links; as it is where it does not exist. */
export async function realPath(path: string): Promise<string> {
  return (await realpath(path).catch(missing)) ?? path;
}

/** As a whole, or in pieces where the whole would take much memory. */
type Content = string | Uint8Array | Iterable<string>;

/** Replaces a file as a whole: whoever reads it sees the old or the new content, also after a crash. */
export async function writeFileAtomic(path: string, content: Content): Promise<void> {
  try {
    // A symbolic link stays one: its target is what people edit.
    const target = (await realpath(path).catch(missing)) ?? path;
    const mode = (await stat(target).catch(missing))?.mode;
    // A rename would replace a read-only file without asking.
    if (mode !== undefined) await access(target, constants.W_OK);
    const temporary = await temporaryPath(dirname(target));
    try {
      await writeNew(temporary, content, mode);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
  } catch (error) {
    throw unwritable(path, error);
  }
}

async function writeNew(path: string, content: Content, mode: number | undefined): Promise<void> {
  const file = await open(path, "wx");
  try {
    if (mode !== undefined) await file.chmod(mode & 0o7777);
    await writeFile(file, content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a directory and its parents. */
export async function makeDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error) => {
    throw unwritable(path, error);
  });
}

/** Renames `from` to `to`; if another process put something there first, theirs stays. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "EPERM"].includes(codeOf(error)) || (await statKind(to)) === "missing") {
      throw unwritable(to, error);
    }
  }
}

/** Removes a file; none there is fine. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true }).catch((error) => {
    throw unwritable(path, error);
  });
}

/** Removes a directory with everything in it; none there is fine. */
export async function removeTree(path: string): Promise<void> {
  await rm(path, { force: true, recursive: true }).catch((error) => {
    throw unwritable(path, error);
  });
}

type Reasons = Readonly<Record<string, readonly [reason: string, hint: string]>>;

const reasons: Reasons = {
  EACCES: ["permission denied", "Make it writable for you, then run the same command again."],
  EPERM: ["operation not permitted", "Make it writable for you, then run the same command again."],
  EROFS: ["the file system is read-only", "Use a copy on a writable file system."],
  EEXIST: ["a file of that name is in the way", "Move it away, then run the same command again."],
  ENOSPC: ["no space left on the device", "Free some space, then run the same command again."],
  EDQUOT: ["the disk quota is used up", "Free some space, then run the same command again."],
  EISDIR: ["it is a directory", "Name a file."],
  ENOTDIR: ["a part of the path is a file", "Check the path."],
  ENOENT: ["its directory does not exist", "Create the directory first."],
};

export function unreadable(path: string, error: unknown): SpectrynError {
  const code = codeOf(error);
  const reason = reasons[code]?.[0] ?? String((error as Error).message);
  return new SpectrynError("file-unreadable", `${path} cannot be read: ${reason}`, {
    hint: "Check the path and that you may read it.",
    data: { path, code },
    cause: error,
  });
}

export function unwritable(path: string, error: unknown): SpectrynError {
  const code = codeOf(error);
  const [reason, hint] = reasons[code] ?? [String((error as Error).message), "Check the path and the disk."];
  return new SpectrynError("file-unwritable", `${path} cannot be written: ${reason}`, {
    hint,
    data: { path, code },
    cause: error,
  });
}

function missing(error: unknown): null {
  // ENOTDIR: a parent is a file, so there is nothing at this path either.
  if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return null;
  throw error;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
