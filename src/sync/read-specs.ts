/** Reads the specs of a run: files and directories to bytes, text, items and problems. */
import { basename, dirname, join, resolve } from "node:path";
import type { Item } from "../core/item.ts";
import type { Problem } from "../core/problem.ts";
import type { Settings } from "../core/settings.ts";
import { nearest } from "../core/suggest.ts";
import { SpectrynError } from "../errors.ts";
import { readBytes, statKind } from "../fs/files.ts";
import { listMarkdownFiles, listSpecNames } from "../fs/markdown.ts";
import { blobId } from "../git/blobs.ts";
import { auditSpecs } from "../spec/audit.ts";
import { decodeSpec } from "../spec/decode.ts";
import { type ParsedSpec, type ParseOptions, parseSpec } from "../spec/parse.ts";
import { type AttachedFile, checkFiles } from "./attached-files.ts";
import { toShownPath, toSpecPath, type Workspace } from "./workspace.ts";

export interface SpecFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Git blob id of the bytes. */
  readonly blob: string;
  readonly parsed: ParsedSpec;
}

export interface SpecSet {
  /** Files with items. */
  readonly files: readonly SpecFile[];
  /** Directories that were named, from the root; `""` is the root itself. */
  readonly directories: readonly string[];
  readonly items: readonly Item[];
  /** Files that the items attach. */
  readonly attached: readonly AttachedFile[];
  readonly problems: readonly Problem[];
}

/** Problems of the specs are values; a path that cannot be read, or that holds no item at all, is an error. */
export async function readSpecs(
  workspace: Workspace,
  paths: readonly string[],
  settings: Settings,
): Promise<SpecSet> {
  const named = paths.length > 0 ? paths : [await defaultSpec(workspace)];
  const found = new Map<string, string>();
  const directories: string[] = [];
  for (const path of named) {
    const absolute = resolve(workspace.cwd, path);
    const kind = await statKind(absolute);
    if (kind === "missing") throw await missingSpec(path, absolute);
    if (kind === "other") throw unreadable(path, "is no file");
    if (kind === "directory") directories.push(await toSpecPath(workspace, path));
    for (const file of kind === "file" ? [absolute] : await filesIn(path, absolute)) {
      found.set(await toSpecPath(workspace, file), file);
    }
  }
  const read = await Promise.all([...found].map(([path, file]) => readSpec(path, file, settings)));
  const files = read.flatMap((one) => ("parsed" in one ? [one] : []));
  const holding = files.filter(({ parsed }) => parsed.items.length > 0);
  const items = holding.flatMap(({ parsed }) => parsed.items);
  const attached = await checkFiles(workspace, items, settings.attachmentLimit);
  const problems = [
    ...read.flatMap((one) => ("problem" in one ? [one.problem] : one.parsed.problems)),
    ...auditSpecs(files.map(({ parsed }) => parsed)),
    ...attached.problems,
  ];
  const isBroken = problems.some(({ severity }) => severity === "error");
  if (holding.length === 0 && !isBroken) throw noItems(named);
  return { files: holding, directories, items, attached: attached.files, problems };
}

/** One spec by its path from the root; `null` where the file is gone. */
export async function readOtherSpec(
  workspace: Workspace,
  path: string,
  settings: Settings,
): Promise<readonly Item[] | null> {
  const file = resolve(workspace.root, path);
  if ((await statKind(file)) !== "file") return null;
  const read = await readSpec(path, file, settings);
  if ("parsed" in read) return read.parsed.items;
  throw new SpectrynError(
    "spec-unreadable",
    `${toShownPath(workspace, path)} cannot be read: ${read.problem.message}`,
    {
      hint: "It owns issues that this run needs; repair it, or take it away.",
      data: { path },
    },
  );
}

export function parseOptions(file: string, settings: Settings): ParseOptions {
  const { statusWords, priorityWords, idPattern } = settings;
  return { file, statusWords, priorityWords, ...(idPattern === null ? {} : { idPattern }) };
}

async function readSpec(
  path: string,
  file: string,
  settings: Settings,
): Promise<SpecFile | { readonly problem: Problem }> {
  const bytes = await readBytes(file);
  if (bytes === null) throw unreadable(path, "does not exist");
  const decoded = decodeSpec(bytes, path);
  if (decoded.problem !== undefined) return { problem: decoded.problem };
  const parsed = parseSpec(decoded.text, parseOptions(path, settings));
  return { path, text: decoded.text, blob: blobId(bytes), parsed };
}

async function filesIn(path: string, absolute: string): Promise<string[]> {
  const files = await listMarkdownFiles(absolute);
  if (files.length > 0) return files;
  throw new SpectrynError("spec-unreadable", `${path} holds no Markdown file`, {
    hint: `Name the spec itself, for example: spectryn plan ${path}/EPIC.md`,
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

function noItems(paths: readonly string[]): SpectrynError {
  return new SpectrynError("spec-unreadable", `no item found in ${paths.join(", ")}`, {
    hint: "An item is a heading with an id at its start, for example: ### US-001: Login",
    data: { paths },
  });
}
