/**
 * Attachments of items: the files that a spec lists, or shows as images, against those of the issue.
 *
 *   same content        the one that is there; its name, description and path become the spec's
 *   same path           a new version, which takes the place of the old one
 *   neither             a new one
 *   no longer listed    reported; `orphans: delete` takes it off the issue
 *
 * What people attached in the tracker is never touched, and a checkout that is behind changes nothing.
 */
import type { Attachment } from "../issue/issue.ts";
import { issueWord } from "../issue/mentions.ts";
import type { IssueTarget, Write } from "../issue/write.ts";
import { normalPath, rootPath } from "../item/attachment-path.ts";
import type { Item, SpecAttachment } from "../item/item.ts";
import { isBehind, type World } from "../match/world.ts";
import { shellWord } from "../shell.ts";
import { type AttachmentChange, type Change, changeOf } from "./change.ts";
import { makeChange, type PlannedItem } from "./item.ts";

export function planAttachments(planned: readonly PlannedItem[], world: World): PlannedItem[] {
  if (!world.abilities.attachments) return [...planned];
  return planned.map((one) => {
    const target = targetOf(one, world);
    return target === null ? one : planItem(one, target, world);
  });
}

interface Target {
  readonly issue: IssueTarget;
  readonly attachments: readonly Attachment[];
}

/** `null`: an item that is not written now, or whose spec does not know what became of the issue. */
function targetOf({ match, writes }: PlannedItem, world: World): Target | null {
  const { item, as } = match.desired;
  if (as === "entry") return null;
  if (writes.some(({ op }) => op === "create")) return { issue: match.owner, attachments: [] };
  const { issue } = match;
  if (issue === null || issue.deleted !== null || issue.number === null) return null;
  return isBehind(world, item.spec) ? null : { issue: issue.number, attachments: issue.attachments };
}

function planItem(one: PlannedItem, { issue, attachments }: Target, world: World): PlannedItem {
  const { item } = one.match.desired;
  const pairs = pairUp(item, attachments, world);
  const changed = pairs.listed.filter(({ before, after }) => !isSame(before, after));
  const writes = changed.map(({ before, after }): Write => {
    const replaces = before !== null && before.id !== after.id ? before.id : null;
    return { op: "attach", issue, attachment: after, replaces };
  });
  const isRemoved = world.settings.orphans === "delete" && world.snapshot.unreadable.length === 0;
  const left = pairs.left.map((attachment) => leftChange(isRemoved ? "delete" : "orphan", attachment, one));
  const removals = isRemoved && typeof issue === "number" ? pairs.left : [];
  return {
    ...one,
    changes: [...withChanges(one, changed), ...left],
    writes: [
      ...one.writes,
      ...writes,
      ...removals.map(({ id }): Write => ({ op: "detach", issue: issue as number, id })),
    ],
  };
}

interface Pairs {
  readonly listed: readonly { readonly before: Attachment | null; readonly after: Attachment }[];
  /** Those of the issue that came from a spec and that it lists no more. */
  readonly left: readonly Attachment[];
}

function pairUp(item: Item, attachments: readonly Attachment[], world: World): Pairs {
  const named = new Set(item.attachments.map(({ path }) => normalPath(path)));
  const wanted = wantedOf(item, world);
  const contents = new Set(wanted.map(({ sha256 }) => sha256));
  const taken = new Set<Attachment>();
  const listed = wanted.flatMap((after) => {
    const free = attachments.filter((one) => !taken.has(one));
    const before =
      free.find(({ sha256 }) => sha256 === after.sha256) ??
      // A file that lies elsewhere now is still itself, and no older version of another one.
      free.find(({ path, sha256 }) => path === after.path && !contents.has(sha256)) ??
      null;
    if (before !== null) taken.add(before);
    // The same content by a person's hand is there already.
    return before !== null && before.path === null ? [] : [{ before, after }];
  });
  const left = attachments.filter((one) => !taken.has(one) && one.path !== null && !named.has(one.path));
  return { listed, left };
}

/** The attachments of the spec whose files are there, each content once. */
function wantedOf(item: Item, world: World): Attachment[] {
  const wanted = new Map<string, Attachment>();
  for (const listed of item.attachments) {
    const file = world.files.get(rootPath(item.spec, listed.path) ?? "");
    if (file === undefined || wanted.has(file.sha256)) continue;
    wanted.set(file.sha256, toAttachment(listed, file));
  }
  return [...wanted.values()];
}

function toAttachment(
  { name, path, description }: SpecAttachment,
  { sha256, size }: { readonly sha256: string; readonly size: number },
): Attachment {
  return { id: attachmentId(sha256), name, sha256, size, description, path: normalPath(path) };
}

export function attachmentId(sha256: string): string {
  return sha256.slice(0, 12);
}

function isSame(before: Attachment | null, after: Attachment): boolean {
  return (
    before !== null &&
    before.sha256 === after.sha256 &&
    before.name === after.name &&
    before.description === after.description &&
    before.path === after.path
  );
}

/** They join the item's create or update, which is made where there is none. */
function withChanges({ match, changes }: PlannedItem, attachments: readonly AttachmentChange[]): Change[] {
  if (attachments.length === 0) return [...changes];
  const at = changes.findIndex(({ op }) => op === "create" || op === "update");
  if (at !== -1) return changes.map((change, index) => (index === at ? { ...change, attachments } : change));
  const others = changes.filter(({ op }) => op !== "agree");
  return [...others, { ...makeChange("update", match, {}), attachments }];
}

function leftChange(op: "orphan" | "delete", attachment: Attachment, { match }: PlannedItem): Change {
  const { item } = match.desired;
  const { namespace, key } = match.owner;
  const number = match.issue!.number;
  const subject = {
    kind: "attachment",
    number,
    namespace,
    key,
    title: attachment.name,
    type: item.type,
  } as const;
  const way =
    op === "orphan"
      ? `; to take it off: spectryn issue detach ${issueWord(number!)} ${shellWord(attachment.id)}`
      : "";
  return changeOf(op, subject, { place: item.place, note: `is no longer in ${item.spec}${way}` });
}
