/** What all commands on issues share: how the tracker is opened, how a change is made, and what is told about it. */
import { type Owner, ownerSubject, type Snapshot } from "../../../core/issue/issue.ts";
import { issueName } from "../../../core/issue/mentions.ts";
import { exitCodes } from "../../../errors.ts";
import { type Changed, changeIssues, type Work } from "../../../sync/issues/change.ts";
import type { PeoplePlace } from "../../../sync/issues/people.ts";
import type { IssueChange } from "../../../sync/issues/work.ts";
import type { RenameRequest } from "../../../sync/numbers/rename-in-specs.ts";
import {
  bothNames,
  type NamesGiven,
  nameInSpecs,
  nameLeftInSpecs,
  noNames,
} from "../../../sync/numbers/waiting-names.ts";
import type { OpenedTracker } from "../../../sync/open/open.ts";
import type { CommonFlags, TrackerFlags } from "../../options.ts";
import { renderChange } from "../../render/issue-change.ts";
import { plural } from "../../render/text.ts";
import { type Ended, runCommand, type Session } from "../../session.ts";
import { tellNames } from "../../tell-names.ts";

export interface IssueFlags extends CommonFlags, TrackerFlags {
  readonly offline?: boolean;
}

export interface Desk {
  readonly session: Session;
  readonly opened: OpenedTracker;
  readonly place: PeoplePlace;
  /** The whole tracker; says where it could not be asked. */
  readonly read: () => Promise<Snapshot>;
  /** Writes one commit and tells what came along with it. */
  readonly change: <T>(work: (snapshot: Snapshot) => Work<T> | Promise<Work<T>>) => Promise<Changed<T>>;
}

/** `network`: what holds without `--offline`. */
export async function runIssue(
  name: string,
  flags: IssueFlags,
  work: (desk: Desk) => Promise<Ended>,
): Promise<void> {
  await runCommand(name, flags, async (session) => {
    const opened = await session.open(flags.offline === true ? "never" : "fallback");
    return work(makeDesk(session, opened, flags.offline !== true));
  });
}

function makeDesk(session: Session, opened: OpenedTracker, isOnline: boolean): Desk {
  const { workspace, config, settings, runtime } = session;
  const { tracker } = opened;
  return {
    session,
    opened,
    place: { workspace, config, settings, opened, repository: tracker.repository, isOnline },
    read: async () => {
      const snapshot = await tracker.read();
      tellOffline(session, snapshot, isOnline);
      return snapshot;
    },
    change: async (work) => {
      let names = noNames;
      const changed = await changeIssues(tracker, runtime, async (snapshot) => {
        names = bothNames(names, await nameLeftInSpecs(renameRequest(session, snapshot), snapshot));
        return work(snapshot);
      });
      tellOffline(session, changed.snapshot, isOnline);
      await tellPublished(session, changed, names);
      return changed;
    },
  };
}

/** A tracker that could not be asked; who said `--offline` knows. */
export function tellOffline(
  { terminal, paint }: Session,
  { offline }: Pick<Snapshot, "offline">,
  isOnline: boolean,
): void {
  if (offline === null || !isOnline) return;
  terminal.err(
    `${paint("yellow", "warning:")} what is here may be old: ${offline} (--offline does not ask there)\n`,
  );
}

/** What a commit published beside its own writes, and the names that changed by that, in the specs too. */
async function tellPublished(
  session: Session,
  { outcome, published, snapshot }: Changed<unknown>,
  names: NamesGiven,
): Promise<void> {
  const request = renameRequest(session, snapshot);
  const now = outcome === null ? noNames : await nameInSpecs(request, snapshot, outcome.renamed);
  tellNames(bothNames(names, now), session);
  if (published > 0) session.terminal.err(`published ${plural(published, "change")} of this clone\n`);
}

function renameRequest({ workspace, config, settings }: Session, { specs }: Snapshot): RenameRequest {
  return { workspace, config, settings, known: Object.keys(specs) };
}

/** The end of a command that changed one issue: `verb` for people, such as `created`. */
export function endChange(
  verb: string,
  desk: Desk,
  changed: Changed<IssueChange>,
  notes: readonly string[] = [],
): Ended {
  const { settings, terminal, paint } = desk.session;
  const { result, outcome } = changed;
  const number = finalNumber(changed);
  const name = issueName(number);
  const change = { ...result, number };
  if (outcome?.isUnpublished) terminal.err(`${keptHere(name)}\n`);
  const isSpecs = verb !== "deleted" || !isTwin(number, result.owner, changed.snapshot);
  const note = outcome === null || !isSpecs ? null : specNote(verb, name, result.owner, desk.session);
  if (note !== null) terminal.err(`${note}\n`);
  const text = renderChange({ verb: outcome === null ? null : verb, change, settings, paint });
  const data = {
    ...{ number, name, title: result.title, changes: result.changes, written: outcome !== null },
    ...{ unpublished: outcome?.isUnpublished ?? number < 0, renamed: outcome?.renamed ?? [] },
  };
  return { text: [...notes.map((note) => `${note}\n`), text].join(""), data, exit: exitCodes.done };
}

/** Whether another issue is the same item of the spec, as with a copied file. */
function isTwin(number: number, owner: Owner | null, { issues }: Snapshot): boolean {
  if (owner === null) return false;
  const subject = ownerSubject(owner);
  return issues.some(
    (other) =>
      other.number !== number &&
      other.deleted === null &&
      other.owner !== null &&
      ownerSubject(other.owner) === subject,
  );
}

/** What becomes of a change by hand where a spec owns the issue. */
function specNote(verb: string, name: string, owner: Owner | null, { show }: Session): string | null {
  if (owner === null || verb.includes("comment of") || verb === "commented on") return null;
  const item = `${owner.key} of ${show(owner.spec)}`;
  if (verb === "deleted") return `${name} is ${item}: the next sync brings it back unless it leaves the spec`;
  return `${name} is ${item}: the next plan shows this as < pull; spectryn sync --direction both brings it there`;
}

function keptHere(name: string): string {
  return `${name.startsWith("new-") ? name : `this change of ${name}`} is kept in this clone; spectryn push publishes it`;
}

/** The number that an issue has after the commit. */
export function finalNumber({ result, outcome }: Changed<{ readonly number: number | null }>): number {
  const { number } = result;
  if (number === null) return outcome!.numbers[0]!;
  const renamed = outcome?.renamed.find(({ from }) => from === issueName(number));
  return renamed?.number ?? number;
}
