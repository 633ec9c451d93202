/**
 * Our one comment on a pull request: found by its marker, written or changed, never written twice.
 *
 * The marker is a visible text, because neither host hides HTML comments. A line that quotes it (`>`) is a
 * person's answer, and so is a comment of somebody else.
 */
import { SpectrynError } from "../errors.ts";
import type { ForgeComment, ForgeUser, PutComment } from "../ports/forge.ts";

export interface CommentHost {
  readonly longestComment: number;
  list(): Promise<readonly ForgeComment[]>;
  create(text: string): Promise<ForgeComment>;
  update(comment: ForgeComment, text: string): Promise<ForgeComment>;
  /** `null` where the host does not say. */
  whoAmI(): Promise<ForgeUser | null>;
  isSameUser(a: ForgeUser, b: ForgeUser): boolean;
}

export async function putOwnComment(host: CommentHost, marker: string, text: string): Promise<PutComment> {
  refuseUnusable(host, marker, text);
  const existing = await findOwn(host, marker);
  if (existing !== null) return change(host, existing, text);
  try {
    return { action: "created", comment: await host.create(text) };
  } catch (error) {
    if (!(error instanceof SpectrynError) || error.code !== "outcome-unknown") throw error;
    const written = await findOwn(host, marker);
    return { action: "created", comment: written ?? (await host.create(text)) };
  }
}

async function change(host: CommentHost, existing: ForgeComment, text: string): Promise<PutComment> {
  if (plain(existing.text) === plain(text)) return { action: "unchanged", comment: existing };
  return { action: "updated", comment: await host.update(existing, text) };
}

async function findOwn(host: CommentHost, marker: string): Promise<ForgeComment | null> {
  const marked = (await host.list()).filter((comment) => hasMarker(comment.text, marker));
  if (marked.length === 0) return null;
  const me = await host.whoAmI();
  const isMine = ({ author }: ForgeComment) =>
    me === null || (author !== null && host.isSameUser(author, me));
  return marked.find(isMine) ?? null;
}

function hasMarker(text: string, marker: string): boolean {
  return text.split("\n").some((line) => line.includes(marker) && !/^\s*>/.test(line));
}

/** As hosts give texts back: other line ends, no blanks at the end. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n").trim();
}

function refuseUnusable(host: CommentHost, marker: string, text: string): void {
  if (marker === "" || !hasMarker(text, marker)) {
    throw new SpectrynError("internal", `the comment does not hold its marker "${marker}"`);
  }
  if (text.length <= host.longestComment) return;
  throw new SpectrynError(
    "request-refused",
    `a comment may have ${host.longestComment} characters, this one has ${text.length}`,
    { hint: "Shorten the text.", data: { length: text.length, longest: host.longestComment } },
  );
}
