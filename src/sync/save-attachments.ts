/** Saves attachments into a folder: under safe names, and never over what is there unless that is wanted. */
import { join } from "node:path";
import type { Attachment } from "../core/issue.ts";
import { SpectrynError } from "../errors.ts";
import { saveStream, streamFile } from "../fs/content.ts";
import { makeDirectory, statKind } from "../fs/files.ts";
import type { Tracker } from "../ports/tracker.ts";

export interface SaveOptions {
  readonly folder: string;
  readonly overwrites: boolean;
}

/** Saves the contents into a folder, which is made; answers their paths. All names are checked before any is written. */
export async function saveAttachments(
  tracker: Tracker,
  attachments: readonly Attachment[],
  { folder, overwrites }: SaveOptions,
): Promise<string[]> {
  const targets = attachments.map((attachment, at) => {
    const names = attachments.slice(0, at).map((other) => fileName(other).toLowerCase());
    const name = fileName(attachment);
    const isTaken = names.includes(name.toLowerCase());
    return { attachment, path: join(folder, isTaken ? `${attachment.id}-${name}` : name) };
  });
  for (const { path } of targets) {
    const kind = await statKind(path);
    if (kind === "directory" || (kind !== "missing" && !overwrites)) throw inTheWay(path);
  }
  await makeDirectory(folder);
  const missing = await tracker.readFiles(
    [...new Set(attachments.map(({ sha256 }) => sha256))],
    async (sha256, content) => {
      const [first, ...copies] = targets.filter(({ attachment }) => attachment.sha256 === sha256);
      if (!(await saveStream(first!.path, content, { overwrites }))) throw inTheWay(first!.path);
      for (const { path } of copies) {
        if (!(await saveStream(path, streamFile(first!.path), { overwrites }))) throw inTheWay(path);
      }
    },
  );
  if (missing.length === 0) return targets.map(({ path }) => path);
  const lost = attachments.filter(({ sha256 }) => missing.includes(sha256)).map(({ name }) => name);
  throw new SpectrynError(
    "file-unreadable",
    `the content of ${lost.join(", ")} is neither here nor on the shared branch`,
    {
      hint: "If it was attached without the network, whoever did runs: spectryn push",
      data: { missing },
    },
  );
}

function inTheWay(path: string): SpectrynError {
  return new SpectrynError("file-unwritable", `${path} is there already and was not overwritten`, {
    hint: "Name another folder, or overwrite it with --force.",
    data: { path },
  });
}

/** `Plan` of `./plan.pdf` is saved as `Plan.pdf`. */
function fileName({ name, path }: Attachment): string {
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
