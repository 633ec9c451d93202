/** Files that items attach: whether they can be, and what they hold. */
import { dirname, resolve } from "node:path";
import { showBytes } from "../../core/bytes.ts";
import { normalPath, rootPath } from "../../core/item/attachment-path.ts";
import type { Item } from "../../core/item/item.ts";
import type { Problem } from "../../core/item/problem.ts";
import type { FileContent } from "../../core/match/world.ts";
import { canRead, fileSize, hashFile } from "../../fs/content.ts";
import { statKind } from "../../fs/files.ts";
import { attachmentFault } from "../../spec/attachments.ts";
import { leavesRoot, localFolder, type Workspace } from "../workspace.ts";

export interface AttachedFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly absolute: string;
}

export interface AttachedFiles {
  /** Each file once. */
  readonly files: readonly AttachedFile[];
  readonly problems: readonly Problem[];
}

/** Looks at the files without reading them. `limit`: the largest that is attached, in bytes. */
export async function checkFiles(
  workspace: Workspace,
  items: readonly Item[],
  limit: number,
): Promise<AttachedFiles> {
  const files = new Map<string, AttachedFile>();
  const problems: Problem[] = [];
  for (const item of items) {
    const seen = new Set<string>();
    for (const attachment of item.attachments) {
      const name = normalPath(attachment.path);
      if (seen.has(name)) continue;
      seen.add(name);
      const path = rootPath(item.spec, attachment.path);
      const why = path === null ? outside : await findFault(workspace, path, limit);
      if (why !== null) problems.push(attachmentFault(attachment, why));
      else files.set(path!, { path: path!, absolute: resolve(workspace.root, path!) });
    }
  }
  return { files: [...files.values()], problems };
}

const outside = "lies outside of the repository; copy it beside the spec";

/** Bitbucket Cloud takes no larger file. */
export const cloudFileLimit = 100_000_000;

/** Why a file is not attached, with the way on; `null`: it is. */
async function findFault(workspace: Workspace, path: string, limit: number): Promise<string | null> {
  const file = resolve(workspace.root, path);
  const kind = await statKind(file);
  if (kind === "missing") {
    return `does not exist (${dirname(path)}/ was searched); correct the path, which is seen from the spec`;
  }
  if (await leavesRoot(workspace, file)) {
    return "is a symbolic link out of the repository; copy the file itself beside the spec";
  }
  if (isPrivate(path)) return "may hold credentials and never leaves this machine; take it out of the spec";
  if (kind === "directory") return "is a directory; name the files in it, or pack it into one";
  if (kind === "other") return "is no ordinary file; name another one";
  const size = await fileSize(file);
  if (size > limit) {
    const limits = `attachment_limit is ${showBytes(limit)}, and Bitbucket Cloud itself takes at most ${showBytes(cloudFileLimit)}`;
    const shown = showBytes(size) === showBytes(limit) ? `${size} bytes` : showBytes(size);
    return `has ${shown}, which is too large (${limits}); make it smaller, or raise the limit`;
  }
  return (await canRead(file)) ? null : "cannot be read: permission denied; make it readable for you";
}

/** What git and spectryn keep their logins in: whoever writes a spec must not get at those of who syncs it. */
function isPrivate(path: string): boolean {
  const names = path.toLowerCase().split("/");
  return names.includes(".git") || names.includes(localFolder) || names.at(-1) === ".env";
}

/** What the files hold now, by path from the root. */
export async function hashFiles(files: readonly AttachedFile[]): Promise<Map<string, FileContent>> {
  const contents = new Map<string, FileContent>();
  for (const { path, absolute } of files) contents.set(path, await hashFile(absolute));
  return contents;
}
