/**
 * Where `epic_as` changed on a tracker that holds epics already, their old form goes, and nothing with it: an
 * entry once its issue has everything, a milestone that was only the epic's title once nothing is in it, an
 * issue by being closed (it holds what a milestone cannot).
 */
import type { Milestone } from "../issue/issue.ts";
import { isEnded } from "../issue/words.ts";
import type { Write } from "../issue/write.ts";
import type { Match } from "../match/match.ts";
import { isBehind, type World } from "../match/world.ts";
import { carryOver, formerEntry, formerIssue } from "./carry-over.ts";
import { type Change, changeOf } from "./change.ts";
import { makeChange } from "./item.ts";
import type { Orphans } from "./orphans.ts";

export function planSwitchedEpics(
  matches: readonly Match[],
  writes: readonly Write[],
  world: World,
): Orphans {
  const changes: Change[] = [];
  const removed: Write[] = [];
  const left: { match: Match; milestone: Milestone }[] = [];
  for (const match of matches) {
    if (isBehind(world, match.owner.spec)) continue;
    const former = formerEntry(match, world);
    const issue = formerIssue(match, world);
    if (issue !== null) {
      const { change, write } = endIssue(match, issue, world);
      changes.push(...change);
      removed.push(...write);
    } else if (former !== null) {
      const isWritten = match.issue?.deleted === null || writes.some((write) => isCreateOf(write, match));
      if (!isWritten) continue;
      const { kept } = carryOver(match, match.desired.fields, former.entry, world);
      const isHeld = match.issue?.deleted === null && kept.length > 0;
      changes.push(entryChange(match, former.milestone, isHeld ? kept : null));
      if (isHeld) continue;
      removed.push({ op: "remove-epic", owner: former.entry.owner });
      left.push({ match, milestone: former.milestone });
    }
  }
  for (const milestone of emptied(left, writes, world)) {
    const subject = {
      kind: "milestone",
      number: null,
      namespace: "",
      key: null,
      title: milestone.name,
      type: null,
    };
    changes.push(changeOf("delete", subject as Change["subject"], { note: "nothing is in it any more" }));
    removed.push({ op: "remove-name", kind: "milestone", name: milestone.name, to: null });
  }
  return { changes, writes: removed };
}

function isCreateOf(write: Write, { owner }: Match): boolean {
  return write.op === "create" && write.owner === owner;
}

function entryChange(match: Match, milestone: Milestone, kept: readonly string[] | null): Change {
  const { key } = match.owner;
  const note =
    kept === null
      ? `${key} is an issue now (epic_as: issue); its entry leaves the milestone`
      : `${key} is an issue now; its entry stays for what only the tracker has of it: ${kept.join(", ")}`;
  const change = makeChange(kept === null ? "update" : "orphan", match, { note });
  return {
    ...change,
    subject: { ...change.subject, kind: "milestone", number: null, title: milestone.name },
  };
}

/** At the switch the issue is closed, whatever `orphans` says; opened again later it is an orphan like others. */
function endIssue(
  match: Match,
  issue: NonNullable<Match["issue"]>,
  world: World,
): { change: Change[]; write: Write[] } {
  const { orphans } = world.settings;
  const isSwitch = match.entry === null;
  const policy =
    world.snapshot.unreadable.length > 0 ? "report" : isSwitch && orphans === "report" ? "close" : orphans;
  if (isEnded(issue.fields.state ?? "new") && policy !== "delete") return { change: [], write: [] };
  const op = policy === "report" ? "orphan" : policy;
  const note = `${match.owner.key} is kept as a milestone now (epic_as: milestone)`;
  const change = makeChange(op, match, { note });
  const subject = {
    ...change.subject,
    kind: "issue",
    number: issue.number,
    title: issue.fields.title,
  } as const;
  const number = issue.number!;
  const base = issue.base?.state === undefined ? {} : { base: { ...issue.base, state: "closed" } as const };
  const close: Write = { op: "update", number, set: { state: "closed" }, status: null, ...base };
  const write: Write[] = op === "close" ? [close] : op === "delete" ? [{ op: "delete", number }] : [];
  return { change: [{ ...change, subject }], write };
}

/** Milestones that an epic's title named and that nothing has when the writes are done. */
function emptied(
  left: readonly { match: Match; milestone: Milestone }[],
  writes: readonly Write[],
  world: World,
): Milestone[] {
  const names = new Map<number, string | null>();
  const used = new Set<string | null | undefined>();
  for (const write of writes) {
    if (write.op === "create") used.add(write.fields.milestone);
    if (write.op === "update" && write.set.milestone !== undefined)
      names.set(write.number, write.set.milestone);
  }
  for (const { number, fields, deleted } of world.snapshot.issues) {
    if (deleted === null) used.add(names.has(number!) ? names.get(number!) : fields.milestone);
  }
  const going = new Set(left.map(({ milestone }) => milestone));
  return [...going].filter((milestone) => {
    const leaving = left.filter((one) => one.milestone === milestone).length;
    const isByTitle = milestone.epics.some(({ fields }) => fields.title === milestone.name);
    return isByTitle && leaving === milestone.epics.length && !used.has(milestone.name);
  });
}
