/**
 * What is left on the tracker without an item. Only issues that a spec of this run (or one that is gone
 * from its directory) held at its last sync count: no base means no removal.
 */
import { targetKey } from "../issue/field.ts";
import type { Issue, Owner } from "../issue/issue.ts";
import { issueName } from "../issue/mentions.ts";
import { isEnded } from "../issue/words.ts";
import type { Write } from "../issue/write.ts";
import { findEntry } from "../match/desired.ts";
import type { Match } from "../match/match.ts";
import { entryBase, findHolder, isBehind, issueBase, type World, withNumbers } from "../match/world.ts";
import { type Change, changeOf, type Subject } from "./change.ts";
import { makeChange } from "./item.ts";
import { leaveList } from "./rows.ts";

export interface Orphans {
  readonly changes: readonly Change[];
  readonly writes: readonly Write[];
}

/** Living issues whose item left its spec, by number. */
export function findOrphans(matches: readonly Match[], world: World): Issue[] {
  const matched = new Set(matches.map((match) => match.issue?.number));
  return world.snapshot.issues.filter((issue) => {
    if (issue.owner === null || issue.deleted !== null || matched.has(issue.number)) return false;
    return isRead(issue.owner, world) && issueBase(world, issue, issue.owner.spec) !== null;
  });
}

function isRead(owner: Owner, world: World): boolean {
  const isOfThisRun = world.specByPath.has(owner.spec) || world.goneSpecs.includes(owner.spec);
  return isOfThisRun && findHolder(world, owner) === null;
}

/** An item whose key changed under the same title, type and parent: its old issue, to be confirmed. */
export function findRename(
  match: Match,
  orphans: readonly Issue[],
  world: World,
  toNumber: (key: string) => number | null,
): Issue | null {
  const { item } = match.desired;
  if (match.desired.as === "entry" || item.key === null || isBehind(world, item.spec)) return null;
  // A list has no room for the number that confirms it, a table for none that is still to come.
  const isSubtask = item.type === "subtask";
  if (isSubtask && item.stateAs === "box") return null;
  const fields = withNumbers(match.desired.fields, toNumber);
  const place = (parts: { epic?: string | number | null; parent?: string | number | null }) =>
    [parts.epic, parts.parent].map((target) => (target == null ? "" : targetKey(target))).join(" ");
  return (
    orphans.find(
      (issue) =>
        issue.owner!.spec === item.spec &&
        issue.owner!.namespace === item.namespace &&
        issue.type === item.type &&
        !(isSubtask && issue.number! < 0) &&
        issue.fields.title === fields.title &&
        place(issue.fields) === place(fields),
    ) ?? null
  );
}

export function renameChange(match: Match, issue: Issue): Change {
  const name = issueName(issue.number!);
  const isSubtask = match.desired.item.type === "subtask";
  const way = isSubtask ? `write ${name} into the column # of its row` : `add the row | Issue | ${name} |`;
  const note = `was ${issue.owner!.key} (${name}); to confirm, ${way}`;
  const change = makeChange("renamed", match, { note });
  return { ...change, subject: { ...change.subject, number: issue.number } };
}

/** Reports, closes or deletes orphans as the settings say; nothing is removed where a record is unreadable. */
export function planOrphans(orphans: readonly Issue[], world: World): Orphans {
  const policy = world.snapshot.unreadable.length > 0 ? "report" : world.settings.orphans;
  const changes: Change[] = [];
  const writes: Write[] = [];
  for (const issue of orphans) {
    const isQuiet = policy === "close" && isEnded(issue.fields.state ?? "new");
    const op = policy === "report" || isQuiet ? "orphan" : policy;
    changes.push(orphanChange(op, issue));
    const left = leaveList(issue, world);
    if (op === "delete") writes.push({ op: "delete", number: issue.number! });
    if (op === "close") {
      // Ours, not the tracker's change: an item that comes back with its status opens its issue again.
      const isOurs = issue.base?.state !== undefined && !isBehind(world, issue.owner!.spec);
      const base = isOurs ? { base: { ...(left?.base ?? issue.base), state: "closed" } as const } : {};
      writes.push({
        ...{ op: "update", number: issue.number!, set: { state: "closed" }, status: null },
        ...left,
        ...base,
      });
    }
    if (op === "orphan" && left !== null) {
      changes.push(orphanChange("agree", issue));
      writes.push({ op: "update", number: issue.number!, set: {}, ...left });
    }
  }
  return { changes, writes };
}

function orphanChange(op: "orphan" | "agree" | "close" | "delete", issue: Issue): Change {
  const { number, type, fields } = issue;
  return goneChange(op, issue.owner!, { kind: "issue", number, title: fields.title, type });
}

function goneChange(
  op: "orphan" | "agree" | "close" | "delete",
  { namespace, key, spec }: Owner,
  subject: Omit<Subject, "namespace" | "key">,
): Change {
  return changeOf(op, { ...subject, namespace, key }, { note: `${key} is no longer in ${spec}` });
}

/** Epic entries whose epic left its spec: reported, removed only by `orphans: delete`. */
export function planOrphanEntries(matches: readonly Match[], world: World): Orphans {
  const kept = matches.filter(({ desired }) => desired.as === "entry").map(({ entry }) => entry?.entry.owner);
  const gone = world.snapshot.milestones
    .flatMap(({ epics }) => epics)
    .filter(({ owner, base }) => {
      const isKept = kept.includes(owner);
      return !isKept && isRead(owner, world) && entryBase(world, owner, base, owner.spec) !== null;
    });
  const isRemoved = world.settings.orphans === "delete" && world.snapshot.unreadable.length === 0;
  const nameOf = (owner: Owner, title: string) =>
    findEntry(world.snapshot.milestones, owner.namespace, owner.key)?.milestone.name ?? title;
  return {
    changes: gone.map(({ owner, fields }) => {
      const subject = {
        kind: "milestone",
        number: null,
        title: nameOf(owner, fields.title),
        type: "epic",
      } as const;
      return goneChange(isRemoved ? "delete" : "orphan", owner, subject);
    }),
    writes: isRemoved ? gone.map(({ owner }) => ({ op: "remove-epic", owner })) : [],
  };
}
