/** Saves attachments into a folder: under safe names, and never over what is there unless that is wanted. */
import { join } from "node:path";
import type { Attachment } from "../../core/issue/issue.ts";
import { SpectrynError } from "../../errors.ts";
import { saveStream, streamFile } from "../../fs/content.ts";
import { makeDirectory, statKind } from "../../fs/files.ts";
import type { OtherFile, Tracker } from "../../ports/tracker.ts";

type Named = Pick<Attachment, "name"> & Partial<Pick<Attachment, "id" | "path">>;

export interface SaveOptions {
  readonly folder: string;
  readonly overwrites: boolean;
}

/** Saves the contents into a folder, which is made; answers their paths. All names are checked before any is written. */
export async function saveAttachments(
  tracker: Pick<Tracker, "readFiles" | "fileOf" | "name">,
  attachments: readonly Attachment[],
  others: readonly OtherFile[],
  options: SaveOptions,
): Promise<string[]> {
  const paths = toPaths([...attachments, ...others], options.folder);
  const ours = attachments.map((attachment, at) => ({ attachment, path: paths[at]! }));
  const theirs = others.map((file, at) => ({ file, path: paths[attachments.length + at]! }));
  for (const path of paths) {
    const kind = await statKind(path);
    if (kind === "directory" || (kind !== "missing" && !options.overwrites)) throw inTheWay(path);
  }
  await makeDirectory(options.folder);
  const missing = await saveOurs(tracker, ours, options);
  for (const { file, path } of theirs) {
    const content = await file.open();
    if (content === null) missing.push(file.name);
    else if (!(await saveStream(path, content, options))) throw inTheWay(path);
  }
  if (missing.length === 0) return paths;
  throw new SpectrynError("file-unreadable", `${tracker.name} has no content of ${missing.join(", ")}`, {
    hint: isOnBranch(tracker)
      ? "If it was attached without the network, whoever did runs: spectryn push"
      : "It was removed on the host's own pages: attach it again, or take it off with spectryn issue detach.",
    data: { missing },
  });
}

function isOnBranch({ fileOf }: Pick<Tracker, "fileOf">): boolean {
  return fileOf(1) !== null;
}

type Ours = readonly { readonly attachment: Attachment; readonly path: string }[];

/** Gives the names of those whose content is nowhere. */
async function saveOurs(
  tracker: Pick<Tracker, "readFiles">,
  ours: Ours,
  options: SaveOptions,
): Promise<string[]> {
  const hashes = [...new Set(ours.map(({ attachment }) => attachment.sha256))];
  const missing = await tracker.readFiles(hashes, async (sha256, content) => {
    const [first, ...copies] = ours.filter(({ attachment }) => attachment.sha256 === sha256);
    if (!(await saveStream(first!.path, content, options))) throw inTheWay(first!.path);
    for (const { path } of copies) {
      if (!(await saveStream(path, streamFile(first!.path), options))) throw inTheWay(path);
    }
  });
  return ours.flatMap(({ attachment }) => (missing.includes(attachment.sha256) ? attachment.name : []));
}

/** Each its own, in any case. */
function toPaths(files: readonly Named[], folder: string): string[] {
  const taken = new Set<string>();
  return files.map((file, at) => {
    let free = fileName(file);
    while (taken.has(free.toLowerCase())) free = `${file.id ?? at + 1}-${free}`;
    taken.add(free.toLowerCase());
    return join(folder, free);
  });
}

function inTheWay(path: string): SpectrynError {
  return new SpectrynError("file-unwritable", `${path} is there already and was not overwritten`, {
    hint: "Name another folder, or overwrite it with --force.",
    data: { path },
  });
}

/** `Plan` of `./plan.pdf` is saved as `Plan.pdf`. */
function fileName({ name, path }: Named): string {
  const ending = /\.[a-z0-9]{1,10}$/i.exec(path ?? "")?.[0] ?? "";
  return safeName(/\.[a-z0-9]{1,10}$/i.test(name) ? name : `${name}${ending}`);
}

const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const longestName = 120;

/** A name from the tracker as a file's name: in this folder, visible, and possible on every system. */
function safeName(name: string): string {
  const plain = name
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"/\\|?*]/gu, "_")
    .replace(/^[.\s-]+/, "_")
    .replace(/[.\s]+$/, "");
  const ending = /\.[^.]{1,10}$/.exec(plain)?.[0] ?? "";
  const stem = [...plain.slice(0, plain.length - ending.length)].slice(0, longestName).join("");
  const short = `${stem}${ending}`;
  if (short === "") return "file";
  return reserved.test(short) ? `_${short}` : short;
}
