/** Attachments by hand: the work of one commit each. */
import { basename, resolve } from "node:path";
import { showBytes } from "../../core/bytes.ts";
import type { Attachment, Issue, Owner, Snapshot } from "../../core/issue/issue.ts";
import { issueName, issueWord } from "../../core/issue/mentions.ts";
import { attachmentId } from "../../core/plan/attachments.ts";
import type { AttachmentChange } from "../../core/plan/change.ts";
import { SpectrynError } from "../../errors.ts";
import { canRead, fileSize, hashFile, streamFile } from "../../fs/content.ts";
import { statKind } from "../../fs/files.ts";
import type { FileSource, Tracker } from "../../ports/tracker.ts";
import type { Work } from "../issues/change.ts";
import { findLiving } from "../issues/ref.ts";

export interface NewAttachment extends FileSource {
  readonly description: string | null;
}

export interface AttachmentResult {
  readonly number: number;
  readonly title: string;
  readonly owner: Owner | null;
  readonly changes: readonly AttachmentChange[];
  readonly removed: readonly RemovedFile[];
}

/** `size: null`: nobody knows how large a file is that the host alone has. */
export type RemovedFile = Pick<Attachment, "id" | "name" | "path"> & { readonly size: number | null };

type AttachmentWork = (snapshot: Snapshot) => Work<AttachmentResult>;

export interface AttachOptions {
  readonly cwd: string;
  /** In bytes. */
  readonly limit: number;
  /** Instead of the file's own; for one file only. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

/** Files as somebody names them, from anywhere. */
export async function readNewAttachments(
  paths: readonly string[],
  { cwd, limit, name, description }: AttachOptions,
): Promise<NewAttachment[]> {
  if (paths.length > 1 && (name !== undefined || description !== undefined)) {
    throw new SpectrynError("usage", "--name and --description are for one file, and several were named", {
      hint: "Attach them one by one.",
    });
  }
  const found: NewAttachment[] = [];
  for (const path of paths) {
    const file = resolve(cwd, path);
    await refuseUnfit(path, file, limit);
    const content = await hashFile(file);
    const shown = name ?? basename(file);
    found.push({ name: shown, ...content, description: description ?? null, open: () => streamFile(file) });
  }
  return found;
}

async function refuseUnfit(path: string, file: string, limit: number): Promise<void> {
  const refuse = (why: string, hint: string) => {
    throw new SpectrynError("file-unreadable", `${path} ${why}`, { hint, data: { path } });
  };
  const kind = await statKind(file);
  if (kind === "missing") refuse("does not exist", "Check the path.");
  if (kind !== "file")
    refuse(`is ${kind === "directory" ? "a directory" : "no ordinary file"}`, "Name a file.");
  const size = await fileSize(file);
  if (size > limit) {
    const hint =
      "Make it smaller, or raise bitbucket.attachment_limit; Bitbucket Cloud takes at most 100 MB per file.";
    refuse(`has ${showBytes(size)}, and attachment_limit is ${showBytes(limit)}`, hint);
  }
  if (!(await canRead(file))) refuse("cannot be read: permission denied", "Make it readable for you.");
}

/** A file of a name that somebody attached before is its new version. */
export function attachWork(
  ref: string,
  files: readonly NewAttachment[],
  repository: string | null,
): AttachmentWork {
  return (snapshot) => {
    const issue = findLiving(snapshot, ref, repository);
    const changes = files.flatMap((file) => {
      const { name, sha256, size, description } = file;
      const before =
        issue.attachments.find((one) => one.sha256 === sha256) ??
        issue.attachments.find((one) => one.path === null && one.name === name) ??
        null;
      if (before !== null) refuseOfSpec(before, issue, name, description);
      const kept = description ?? before?.description ?? null;
      const after: Attachment = {
        id: attachmentId(sha256),
        name,
        sha256,
        size,
        description: kept,
        path: null,
      };
      const isSame = before?.sha256 === sha256 && before.name === name && before.description === kept;
      return isSame || before?.path != null ? [] : [{ before, after }];
    });
    const writes = changes.map(({ before, after }) => {
      const replaces = before !== null && before.id !== after.id ? before.id : null;
      return { op: "attach", issue: issue.number, attachment: after, replaces } as const;
    });
    const isNew = ({ sha256 }: FileSource) =>
      changes.some(({ before, after }) => after.sha256 === sha256 && before?.sha256 !== sha256);
    return { writes, files: files.filter(isNew), result: resultOf(issue, changes, []) };
  };
}

/** Name and description of what a spec attached are the spec's to say. */
function refuseOfSpec(before: Attachment, issue: Issue, name: string, description: string | null): void {
  const isAsked = description !== null && description !== before.description;
  if (before.path === null || (!isAsked && before.name === name)) return;
  const spec = issue.owner?.spec ?? "its spec";
  throw new SpectrynError(
    "usage",
    `${before.name} is attached by ${spec}, which says its name and description`,
    {
      hint: `Change its line in ${spec}, then sync.`,
      data: { id: before.id, spec },
    },
  );
}

/** By id or name; also what somebody put there by the host's own pages. */
export function detachWork(
  ref: string,
  word: string,
  tracker: Pick<Tracker, "repository" | "otherFiles">,
): (snapshot: Snapshot) => Promise<Work<AttachmentResult>> {
  return async (snapshot) => {
    const issue = findLiving(snapshot, ref, tracker.repository);
    const attachment = await findRemoved(issue, word, tracker);
    const writes = [{ op: "detach", issue: issue.number, id: attachment.id } as const];
    return { writes, result: resultOf(issue, [], [attachment]) };
  };
}

function resultOf(
  { number, fields, owner }: Issue & { readonly number: number },
  changes: readonly AttachmentChange[],
  removed: readonly RemovedFile[],
): AttachmentResult {
  return { number, title: fields.title, owner, changes, removed };
}

/** By its id, the start of that, or its name. */
async function findRemoved(
  { attachments, number }: Issue & { readonly number: number },
  word: string,
  tracker: Pick<Tracker, "otherFiles">,
): Promise<RemovedFile> {
  const wanted = word.toLowerCase();
  const byId = attachments.filter(({ id }) => wanted.length >= 4 && id.startsWith(wanted));
  const found = byId.length > 0 ? byId : attachments.filter(({ name }) => name === word);
  if (found.length === 1) return found[0]!;
  const others = found.length > 0 ? [] : (await tracker.otherFiles(number)).map(({ name }) => name);
  if (others.includes(word)) return { id: word, name: word, path: null, size: null };
  const known = (found.length > 0 ? found : attachments).map(({ id, name }) => `${id} (${name})`);
  const names = [...known, ...others].join(", ");
  const message =
    found.length > 1
      ? `${word} names ${found.length} attachments of ${issueName(number)}: ${names}`
      : `${issueName(number)} has no attachment ${word}; it has ${names || "none"}`;
  throw new SpectrynError("usage", message, {
    hint: `spectryn issue attachments ${issueWord(number)} shows them all`,
    data: { word },
  });
}
