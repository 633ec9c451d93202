/**
 * Files of issues. The host knows a file by its name and replaces one of the same name; so a name that a person's
 * file has is not used, unless both hold the same: then an earlier run, or that person, sent it already.
 */
import { createHash } from "node:crypto";
import { type Attachment, ownerSubject } from "../../core/issue/issue.ts";
import type { Attach, Detach, IssueTarget, Write } from "../../core/issue/write.ts";
import { SpectrynError } from "../../errors.ts";
import { collect, readPages } from "../../http/pages.ts";
import type { FileSource, OtherFile, TakeFile } from "../../ports/tracker.ts";
import type { HostFile } from "./host-file.ts";
import type { ReadApiIssue } from "./mapping.ts";
import { type Session, sendOr404 } from "./session.ts";

export type FileWrite = Attach | Detach;

/** By the number or the owner of their issue. */
export function fileWrites(writes: readonly Write[]): Map<string, FileWrite[]> {
  const found = new Map<string, FileWrite[]>();
  for (const write of writes) {
    if (write.op !== "attach" && write.op !== "detach") continue;
    const name = fileSubject(write.issue);
    found.set(name, [...(found.get(name) ?? []), write]);
  }
  return found;
}

export function fileSubject(issue: IssueTarget): string {
  return typeof issue === "number" ? `#${issue}` : ownerSubject(issue);
}

/** Sends and removes; gives the files that the issue has then. `isNew`: nobody can have put a file there yet. */
export async function writeFiles(
  session: Session,
  number: number,
  before: readonly HostFile[],
  writes: readonly FileWrite[],
  isNew: boolean,
): Promise<readonly HostFile[]> {
  if (writes.length === 0) return before;
  const isSending = writes.some(({ op }) => op === "attach");
  const theirs = isNew || !isSending ? [] : await listForeign(session, number, before);
  let files = [...before];
  for (const write of writes) {
    const replaced = files.find(({ id }) => id === (write.op === "detach" ? write.id : write.replaces));
    const others = files.filter((file) => file !== replaced);
    if (write.op === "detach") {
      // What is not ours goes by its name.
      await remove(session, number, replaced?.file ?? write.id);
      files = others;
      continue;
    }
    const { attachment } = write;
    const same = others.find(({ id }) => id === attachment.id);
    const file = same?.file ?? (await send(session, number, attachment, { others, theirs, replaced }));
    if (replaced !== undefined && replaced.file !== file) await remove(session, number, replaced.file);
    files = [...others.filter((other) => other !== same), { ...attachment, file }];
  }
  return files;
}

/** Those that people put there. */
export async function listOtherFiles(
  { http, calls }: Pick<Session, "http" | "calls">,
  { text, issue }: ReadApiIssue,
): Promise<readonly OtherFile[]> {
  const number = issue.number!;
  const names = await listForeign({ http, calls }, number, text.footer?.files ?? []);
  return names.map((name) => ({ name, open: () => http.download(calls.attachmentPath(number, name)) }));
}

async function listForeign(
  { http, calls }: Pick<Session, "http" | "calls">,
  number: number,
  own: readonly HostFile[],
) {
  const listed = await collect(readPages(http.send, calls.listAttachments(number)));
  const ours = new Set(own.map(({ file }) => file));
  return listed.map(({ name }) => name).filter((name) => !ours.has(name));
}

interface Names {
  readonly others: readonly HostFile[];
  readonly theirs: readonly string[];
  readonly replaced: HostFile | undefined;
}

/** Gives the name on the host. */
async function send(session: Session, number: number, attachment: Attachment, names: Names): Promise<string> {
  const { name, sha256, size } = attachment;
  if (names.theirs.includes(name) && (await hashOf(session, number, name)) === sha256) return name;
  const taken = new Set([...names.theirs, ...names.others.map(({ file }) => file)]);
  const file = freeName(name, taken);
  const source = session.sources.get(sha256);
  if (source === undefined) {
    throw new SpectrynError("write-failed", `the content of ${name} is not at hand`, {
      hint: "Run the same command again.",
    });
  }
  const call = session.calls.attach(number, { name: file, size, open: () => source.open() });
  // The same name replaces: sent twice it is there once.
  for (let tries = 1; ; tries += 1) {
    try {
      await session.http.send(call);
      return file;
    } catch (error) {
      const isUnknown = error instanceof SpectrynError && error.code === "outcome-unknown";
      if (!isUnknown || tries === 3) throw error;
    }
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const dot = name.lastIndexOf(".");
  const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${stem} (${count})${end}`;
  return free;
}

async function remove(session: Session, number: number, file: string): Promise<void> {
  await sendOr404(session, session.calls.detach(number, file));
}

async function hashOf({ http, calls }: Session, number: number, file: string): Promise<string | null> {
  const content = await http.download(calls.attachmentPath(number, file));
  if (content === null) return null;
  const hash = createHash("sha256");
  for await (const piece of content) hash.update(piece);
  return hash.digest("hex");
}

/** Each is read once, so that nothing is sent that changed since it was planned. Gives those that no issue has yet. */
export async function checkSources(
  files: readonly FileSource[],
  issues: Iterable<ReadApiIssue>,
): Promise<FileSource[]> {
  for (const file of files) for await (const _ of verified(file, file.open()));
  const stored = new Set([...issues].flatMap(({ issue }) => issue.attachments.map(({ sha256 }) => sha256)));
  return files.filter(({ sha256 }) => !stored.has(sha256));
}

/** The contents with these hashes, as the issues name them; the answer are those that are nowhere. */
export async function readFiles(
  { http, calls }: Pick<Session, "http" | "calls">,
  issues: Iterable<ReadApiIssue>,
  hashes: readonly string[],
  take: TakeFile,
): Promise<readonly string[]> {
  const places = new Map(
    [...issues].flatMap(({ issue, text }) =>
      (text.footer?.files ?? []).map((file) => [file.sha256, { number: issue.number!, file }] as const),
    ),
  );
  const missing: string[] = [];
  for (const hash of hashes) {
    const place = places.get(hash);
    const content =
      place === undefined ? null : await http.download(calls.attachmentPath(place.number, place.file.file));
    if (content === null) missing.push(hash);
    else await take(hash, verified(place!.file, content));
  }
  return missing;
}

async function* verified(
  { name, sha256 }: { readonly name: string; readonly sha256: string },
  content: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const hash = createHash("sha256");
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest("hex") === sha256) return;
  throw new SpectrynError("write-failed", `${name} has changed and is not what was attached`, {
    hint: "Run the same command again.",
    data: { name, sha256 },
  });
}
