/**
 * Our one comment on a pull request: found by its marker, written or changed, never written twice.
 *
 * The marker is a visible text, because neither host hides HTML comments. A line that quotes it (`>`) is a
 * person's answer. Where somebody else's run wrote the comment, it stays theirs and no second one is written.
 */
import { SpectrynError } from "../errors.ts";
import type { ForgeComment, ForgeUser, PutComment } from "../ports/forge.ts";

export interface CommentHost {
  readonly longestComment: number;
  list(): Promise<readonly ForgeComment[]>;
  create(text: string): Promise<ForgeComment>;
  update(comment: ForgeComment, text: string): Promise<ForgeComment>;
  /** One that is gone already is no failure. */
  remove(comment: ForgeComment): Promise<void>;
  /** `null` where the host does not say. */
  whoAmI(): Promise<ForgeUser | null>;
  isSameUser(a: ForgeUser, b: ForgeUser): boolean;
}

export async function putOwnComment(host: CommentHost, marker: string, text: string): Promise<PutComment> {
  refuseUnusable(host, marker, text);
  const { own, foreign } = await findMarked(host, marker);
  if (own !== null) return change(host, own, text);
  // Only its author may change it, and a second one beside it would say the same twice.
  if (foreign !== null) {
    const isSame = plain(foreign.text) === plain(text);
    return { action: isSame ? "unchanged" : "kept", comment: foreign };
  }
  const written = await create(host, marker, text);
  // Two runs that saw no comment both wrote one: the older one stays, whoever looks last takes the other away.
  const { own: first } = await findMarked(host, marker);
  return first === null ? { action: "created", comment: written } : settle(host, first, written, text);
}

async function create(host: CommentHost, marker: string, text: string): Promise<ForgeComment> {
  try {
    return await host.create(text);
  } catch (error) {
    if (!(error instanceof SpectrynError) || error.code !== "outcome-unknown") throw error;
    return (await findMarked(host, marker)).own ?? (await host.create(text));
  }
}

async function settle(
  host: CommentHost,
  first: ForgeComment,
  written: ForgeComment,
  text: string,
): Promise<PutComment> {
  if (first.id === written.id) return { action: "created", comment: written };
  await host.remove(written);
  return change(host, first, text);
}

async function change(host: CommentHost, existing: ForgeComment, text: string): Promise<PutComment> {
  if (plain(existing.text) === plain(text)) return { action: "unchanged", comment: existing };
  return { action: "updated", comment: await host.update(existing, text) };
}

interface Marked {
  /** Our oldest one; others of ours are taken away on the way. */
  readonly own: ForgeComment | null;
  readonly foreign: ForgeComment | null;
}

async function findMarked(host: CommentHost, marker: string): Promise<Marked> {
  const marked = (await host.list()).filter((comment) => hasMarker(comment.text, marker));
  if (marked.length === 0) return { own: null, foreign: null };
  const me = await host.whoAmI();
  const isMine = ({ author }: ForgeComment) =>
    me === null || (author !== null && host.isSameUser(author, me));
  const [own = null, ...doubles] = marked.filter(isMine).sort((a, b) => a.id - b.id);
  if (me !== null) for (const double of doubles) await host.remove(double);
  return { own, foreign: marked.find((comment) => !isMine(comment)) ?? null };
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
