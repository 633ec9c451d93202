/** Reads the specs of a run: files and directories to bytes, text, items and problems. */
import { resolve } from "node:path";
import type { Item } from "../../core/item/item.ts";
import { hasErrors, type Problem } from "../../core/item/problem.ts";
import type { Settings } from "../../core/settings.ts";
import { SpectrynError } from "../../errors.ts";
import { statKind } from "../../fs/files.ts";
import { blobId } from "../../git/blobs.ts";
import { auditSpecs } from "../../spec/audit.ts";
import { decodeSpec } from "../../spec/decode.ts";
import { type ParsedSpec, type ParseOptions, parseSpec } from "../../spec/parse.ts";
import { type AttachedFile, checkFiles } from "../attachments/attached-files.ts";
import { toShownPath, type Workspace } from "../workspace.ts";
import { listSpecFiles, readSpecBytes } from "./files.ts";

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
  /** These, and the files without an item. */
  readonly read: readonly SpecFile[];
  /** The blob ids of all files that were read, by their paths. */
  readonly blobs: ReadonlyMap<string, string>;
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
  const { files: found, directories } = await listSpecFiles(workspace, paths);
  const read = await Promise.all([...found].map(([path, file]) => readSpec(path, file, settings)));
  const specs = await gather(workspace, read, directories, settings);
  if (specs.files.length === 0 && !hasErrors(specs.problems)) {
    throw noItems(paths.length > 0 ? paths : [...found.keys()]);
  }
  return specs;
}

/** The same specs as they are read once some of them hold other texts, by their paths. */
export async function withTexts(
  workspace: Workspace,
  specs: SpecSet,
  texts: ReadonlyMap<string, string>,
  settings: Settings,
): Promise<SpecSet> {
  const read = specs.read.map((file) => {
    const text = texts.get(file.path);
    return text === undefined ? file : parseBytes(file.path, Buffer.from(text), settings);
  });
  return gather(workspace, read, specs.directories, settings);
}

async function gather(
  workspace: Workspace,
  found: readonly ReadSpec[],
  directories: readonly string[],
  settings: Settings,
): Promise<SpecSet> {
  const read = found.flatMap((one) => ("parsed" in one ? [one] : []));
  const files = read.filter(({ parsed }) => parsed.items.length > 0);
  const items = files.flatMap(({ parsed }) => parsed.items);
  const attached = await checkFiles(workspace, items, settings.attachmentLimit);
  const problems = [
    ...found.flatMap((one) => ("problem" in one ? [one.problem] : one.parsed.problems)),
    ...auditSpecs(read.map(({ parsed }) => parsed)),
    ...attached.problems,
  ];
  const blobs = new Map(read.map(({ path, blob }) => [path, blob]));
  return { files, read, blobs, directories, items, attached: attached.files, problems };
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

type ReadSpec = SpecFile | { readonly problem: Problem };

async function readSpec(path: string, file: string, settings: Settings): Promise<ReadSpec> {
  return parseBytes(path, await readSpecBytes(path, file), settings);
}

function parseBytes(path: string, bytes: Uint8Array, settings: Settings): ReadSpec {
  const decoded = decodeSpec(bytes, path);
  if (decoded.problem !== undefined) return { problem: decoded.problem };
  const parsed = parseSpec(decoded.text, parseOptions(path, settings));
  return { path, text: decoded.text, blob: blobId(bytes), parsed };
}

function noItems(paths: readonly string[]): SpectrynError {
  return new SpectrynError("spec-unreadable", `no item found in ${paths.join(", ")}`, {
    hint: "An item is a heading with an id at its start, for example: ### US-001: Login",
    data: { paths },
  });
}
