/**
 * Which comment an entry of a spec is. A comment is linked once it was an entry: it keeps author and date of
 * the entry (`Comment.entry`), and only entries of that author and date can be it:
 *
 *   1  a living one of the same text
 *   2  a living one of whose text at the last sync the entry still holds
 *   3  one that is not linked: of that account, day (UTC) and text
 *   4  a deleted one of whose text at the last sync the entry still holds
 *   5  what is left of both, in order: its text changed in the spec
 *
 * What was agreed to be gone and what nobody agreed on yet take no part in the last rule, unless the spec is
 * behind: then whatever may have been the entry is.
 */
import { normalText } from "../issue/field.ts";
import type { Comment } from "../issue/issue.ts";
import type { SpecComment } from "../item/item.ts";
import { groupBy } from "../match/world.ts";
import { type Settings, toAccount, toSpecName } from "../settings.ts";

export interface CommentPair {
  readonly entry: SpecComment | null;
  /** Which of the item's entries it is, from 0. */
  readonly index: number | null;
  readonly comment: Comment | null;
}

export interface MatchContext {
  readonly settings: Settings;
  readonly hash: (text: string) => string;
  readonly isBehind: boolean;
}

type Entry = CommentPair & { readonly entry: SpecComment; readonly index: number };

/** A pair for each entry, in their order, and one for each comment that is none of them. */
export function matchComments(
  entries: readonly SpecComment[],
  comments: readonly Comment[],
  context: MatchContext,
): CommentPair[] {
  const { settings, hash } = context;
  const linked = groupBy(
    comments.filter(({ entry }) => entry !== null),
    ({ entry }) => keyOf(entry!.author, entry!.date),
  );
  const free = comments.filter((comment) => comment.entry === null && !isGone(comment));
  const byAccount = groupBy(free, ({ author, created }) => keyOf(author, dayOf(author, created)));
  // An account without a name that stands for it is written as it is, even where that names another one.
  const byName = groupBy(free, (comment) => {
    const { author, date } = entryOf(comment, settings);
    return keyOf(author, date);
  });
  const found = new Map<number, Comment>();
  const taken = new Set<Comment>();
  const pair = ({ index }: Entry, comment: Comment) => {
    found.set(index, comment);
    taken.add(comment);
  };
  const all = entries.map((entry, index): Entry => ({ entry, index, comment: null }));
  for (const [key, own] of groupBy(all, ({ entry }) => keyOf(entry.author, entry.date))) {
    const [{ entry: first }] = own as [Entry];
    const account = first.author === null ? null : toAccount(settings, first.author);
    const [living, gone] = split(linked.get(key) ?? []);
    const unlinked = new Set([
      ...(byAccount.get(keyOf(account, first.date)) ?? []),
      ...(byName.get(key) ?? []),
    ]);
    const text = ({ entry }: Entry) => normalText(entry.text);
    const base = ({ entry }: Entry) => hash(normalText(entry.text));
    const rest = () => own.filter(({ index }) => !found.has(index));
    const open = (list: readonly Comment[]) => list.filter((comment) => !taken.has(comment));
    pairBy(rest(), living, text, (comment) => normalText(comment.text), pair);
    pairBy(rest(), open(living), base, (comment) => comment.entry!.base, pair);
    pairBy(rest(), open([...unlinked]), text, (comment) => normalText(comment.text), pair);
    pairBy(rest(), gone, base, (comment) => comment.entry!.base, pair);
    pairInOrder(rest(), open(living), open(gone), context, pair);
  }
  const others = comments.filter((comment) => !taken.has(comment));
  return [
    ...all.map((one) => ({ ...one, comment: found.get(one.index) ?? null })),
    ...others.map((comment) => ({ entry: null, index: null, comment })),
  ];
}

/** Each entry with the first comment of the same key. */
function pairBy(
  entries: readonly Entry[],
  comments: readonly Comment[],
  entryKey: (entry: Entry) => string,
  commentKey: (comment: Comment) => string | null,
  pair: (entry: Entry, comment: Comment) => void,
): void {
  const byKey = groupBy(comments, commentKey);
  for (const entry of entries) {
    const comment = byKey.get(entryKey(entry))?.shift();
    if (comment !== undefined) pair(entry, comment);
  }
}

/** A deleted comment is taken for a changed entry only where the living ones do not suffice. */
function pairInOrder(
  entries: readonly Entry[],
  living: readonly Comment[],
  gone: readonly Comment[],
  { hash, isBehind }: MatchContext,
  pair: (entry: Entry, comment: Comment) => void,
): void {
  const isOpen = ({ entry }: Comment) => isBehind || (entry!.base !== null && entry!.base !== hash(""));
  const present = living.filter(isOpen);
  const every = [...present, ...gone.filter(isOpen)].sort((a, b) => (a.id < b.id ? -1 : 1));
  const queue = entries.length <= present.length ? present : every;
  for (const [index, entry] of entries.entries()) {
    const comment = queue[index];
    if (comment !== undefined) pair(entry, comment);
  }
}

function split(comments: readonly Comment[]): [living: Comment[], gone: Comment[]] {
  return [comments.filter((comment) => !isGone(comment)), comments.filter(isGone)];
}

/** Deleted, or emptied by hand. */
export function isGone({ deleted, text }: Comment): boolean {
  return deleted !== null || normalText(text) === "";
}

function keyOf(author: string | null, date: string | null): string {
  return JSON.stringify([author?.toLowerCase() ?? null, date]);
}

/** The day (UTC) that an entry gives for a comment; one without author has no place for it. */
function dayOf(author: string | null, created: string): string | null {
  const time = Date.parse(created);
  return author === null || Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10);
}

/** Author and date of the entry that a comment is or would be. */
export function entryOf({ entry, author, created }: Comment, settings: Settings) {
  if (entry !== null) return { author: entry.author, date: entry.date };
  return { author: author === null ? null : toSpecName(settings, author), date: dayOf(author, created) };
}
