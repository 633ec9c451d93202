/** The files of a run's specs, by what was typed: files, folders, or nothing for the default spec. */
import { basename, dirname, join, resolve } from "node:path";
import { shellWord } from "../../core/shell.ts";
import { nearest } from "../../core/suggest.ts";
import { SpectrynError } from "../../errors.ts";
import { readBytes, statKind } from "../../fs/files.ts";
import { listMarkdownFiles, listSpecNames } from "../../fs/markdown.ts";
import { toSpecPath, type Workspace } from "../workspace.ts";

export interface SpecFiles {
  /** Paths on this machine by paths from the root, with `/`. */
  readonly files: ReadonlyMap<string, string>;
  /** Directories that were named, from the root; `""` is the root itself. */
  readonly directories: readonly string[];
}

/** Throws for a path that is not there or holds no Markdown. */
export async function listSpecFiles(workspace: Workspace, paths: readonly string[]): Promise<SpecFiles> {
  const named = paths.length > 0 ? paths : [await defaultSpec(workspace)];
  const files = new Map<string, string>();
  const directories: string[] = [];
  for (const path of named) {
    const absolute = resolve(workspace.cwd, path);
    const kind = await statKind(absolute);
    if (kind === "missing") throw await missingSpec(path, absolute);
    if (kind === "other") throw unreadable(path, "is no file");
    if (kind === "directory") directories.push(await toSpecPath(workspace, path));
    for (const file of kind === "file" ? [absolute] : await filesIn(path, absolute)) {
      files.set(await toSpecPath(workspace, file), file);
    }
  }
  return { files, directories };
}

export async function readSpecBytes(path: string, file: string): Promise<Buffer> {
  const bytes = await readBytes(file);
  if (bytes === null) throw unreadable(path, "does not exist");
  return bytes;
}

async function filesIn(path: string, absolute: string): Promise<string[]> {
  const files = await listMarkdownFiles(absolute);
  if (files.length > 0) return files;
  throw new SpectrynError("spec-unreadable", `${path} holds no Markdown file`, {
    hint: `Name the spec itself, for example: spectryn plan ${shellWord(`${path}/EPIC.md`)}`,
    data: { path },
  });
}

async function defaultSpec(workspace: Workspace): Promise<string> {
  if ((await statKind(resolve(workspace.root, "EPIC.md"))) === "file")
    return resolve(workspace.root, "EPIC.md");
  throw new SpectrynError("usage", "no spec was named and there is no EPIC.md here", {
    hint: "Name one: spectryn plan path/to/EPIC.md",
  });
}

/** With what is there under nearly that name. */
async function missingSpec(path: string, absolute: string): Promise<SpectrynError> {
  const word = basename(absolute);
  const names = await listSpecNames(dirname(absolute));
  const whole = names.find((name) => name.toLowerCase() === `${word.toLowerCase()}.md`);
  // Of very short names each is near to every other.
  const near = whole ?? (/^[^.]{3,}/.test(word) ? nearest(word, names) : null);
  if (near === null) return unreadable(path, "does not exist");
  return unreadable(path, `does not exist; did you mean ${join(dirname(path), near)}?`);
}

function unreadable(path: string, why: string): SpectrynError {
  return new SpectrynError("spec-unreadable", `${path} ${why}`, {
    hint: "Check the path; a spec is a Markdown file, for example: spectryn plan EPIC.md",
    data: { path },
  });
}
