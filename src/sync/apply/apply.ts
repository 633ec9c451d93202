/** Applies a plan: under the lock reads and plans again, compares, writes, reads back; a lost race starts over. */
import { ownerSubject, type Snapshot } from "../../core/issue/issue.ts";
import { unseenPulls } from "../../core/plan/brought-back.ts";
import type { Change, Plan } from "../../core/plan/change.ts";
import { isEmpty } from "../../core/plan/change.ts";
import { comparePlans } from "../../core/plan/file.ts";
import { guardPlan } from "../../core/plan/guard.ts";
import { SpectrynError } from "../../errors.ts";
import type { Log, Runtime } from "../../ports/runtime.ts";
import type { Lost, Tracker } from "../../ports/tracker.ts";
import { nameIssues, renameChanges } from "../numbers/name-issues.ts";
import {
  bothNames,
  hasNamesLeft,
  isWaiting,
  type NamesGiven,
  nameLeftInSpecs,
  noNames,
} from "../numbers/waiting-names.ts";
import type { PlanRequest } from "../plan/request.ts";
import { type Earlier, whatStays, writeAlone } from "../races.ts";
import { findOwnSyncs, rememberBegun, rememberSame, rememberSynced } from "../specs/own-syncs.ts";
import { rememberScan } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import { type DirectedRun, type Direction, planBothWays } from "./plan-both-ways.ts";
import { uploadFiles } from "./upload-files.ts";
import { writeSpecs } from "./write-back.ts";

export interface ApplyRequest extends PlanRequest {
  /** Changes that somebody saw and confirmed; anything else is stale. `null`: whatever the plan is now. */
  readonly confirmed: readonly Change[] | null;
  /** Somebody, or `--yes`, overrides the guards. */
  readonly isGuardAnswered: boolean;
  readonly direction: Direction;
}

export interface AppliedRun extends NamesGiven {
  readonly plan: Plan;
  /** The tip after the writes; that of the plan when there was nothing to write. */
  readonly tip: string | null;
  /** Numbers of created issues by key, in upper case with its namespace (`ownerSubject`). */
  readonly numbers: ReadonlyMap<string, number>;
  /** Those of them that this run created before somebody else was first, so that the plan has them no more. */
  readonly earlier: Earlier;
  readonly tries: number;
  /** Changes that only this clone had, now on the shared branch. */
  readonly published: number;
  /** What the plan was made on. */
  readonly snapshot: Snapshot;
  /** Specs that got changes of the tracker. */
  readonly broughtBack: readonly string[];
  /** Those changes, as pulls: each `result` is what the spec says now. */
  readonly pulled: readonly Change[];
}

type Back = Pick<AppliedRun, "broughtBack" | "pulled">;
type Tried = Omit<AppliedRun, "tries" | "earlier" | keyof NamesGiven>;
/** A lost race loses no edit of a spec: the next try finds both sides agreed. */
type LostTry = Lost & Back;

export async function applyRun(
  workspace: Workspace,
  tracker: Tracker,
  request: ApplyRequest,
  runtime: Runtime,
): Promise<AppliedRun> {
  let wanted = request;
  let names = noNames;
  const take = (given: NamesGiven) => {
    names = bothNames(names, given);
    const { confirmed } = wanted;
    wanted = { ...wanted, confirmed: confirmed && renameChanges(confirmed, given.renamed) };
  };
  let back: Back = { broughtBack: [], pulled: [] };
  const attempt = async (earlier: Earlier) => {
    const tried = await tryOnce(workspace, tracker, wanted, { earlier, back }, runtime.log);
    if (!("waiting" in tried)) back = bothBacks(back, tried);
    return tried;
  };
  const withEarlier = (tried: Tried, earlier: Earlier) => {
    return { ...tried, ...names, ...back, earlier, numbers: new Map([...earlier, ...tried.numbers]) };
  };
  return writeAlone<Omit<AppliedRun, "tries">>(tracker, runtime, async (earlier) => {
    if (await hasNamesLeft(workspace)) {
      const snapshot = await tracker.read();
      const { paths, settings } = wanted;
      const known = Object.keys(snapshot.specs);
      take(await nameLeftInSpecs({ workspace, settings, paths, known }, snapshot));
    }
    const tried = await attempt(earlier);
    if (!("waiting" in tried)) return "triedMs" in tried ? tried : withEarlier(tried, earlier);
    const named = await nameIssues(workspace, tracker, tried.waiting, wanted);
    if ("triedMs" in named) return named;
    take(named);
    const next = await attempt(earlier);
    if ("waiting" in next) return { triedMs: 0 };
    if ("triedMs" in next) return next;
    return { ...withEarlier(next, earlier), published: next.published + tried.waiting.unpublished };
  });
}

/** What tries of this run did before. */
interface Before {
  readonly earlier: Earlier;
  readonly back: Back;
}

async function tryOnce(
  workspace: Workspace,
  tracker: Tracker,
  request: ApplyRequest,
  before: Before,
  log: Log,
): Promise<Tried | LostTry | { readonly waiting: Snapshot }> {
  const planned = await planBothWays(workspace, tracker, request);
  const { plan, snapshot, edits, pulled } = planned;
  if (request.confirmed !== null) refuseDifferences(request.confirmed, planned, before);
  if (!request.isGuardAnswered) refuseGuarded(guardPlan(plan), before);
  if (snapshot.issues.some(isWaiting)) return { waiting: snapshot };
  await writeSpecs(workspace, edits);
  const back = { broughtBack: edits.map(({ file }) => file.path), pulled };
  try {
    return { ...(await commitPlan(workspace, tracker, planned, log)), ...back };
  } catch (error) {
    throw tellingEdits(error, bothBacks(before.back, back));
  }
}

async function commitPlan(
  workspace: Workspace,
  tracker: Tracker,
  planned: DirectedRun,
  log: Log,
): Promise<Omit<Tried, keyof Back> | Lost> {
  const { plan, snapshot } = planned;
  const orLog = (error: Error) => log(`not remembered: ${error.message}`);
  const hasWork = !isEmpty(plan) || snapshot.unpublished > 0;
  if (!hasWork) {
    await rememberSame(workspace, planned.specs.files, snapshot).catch(orLog);
    await rememberScan(workspace, plan.scanned, snapshot.scanned).catch(orLog);
    return { plan, tip: snapshot.tip, numbers: new Map(), published: 0, snapshot };
  }
  const { writes, specWrites: specs, scanned } = plan;
  await uploadFiles(tracker, plan, snapshot, planned.specs.attached, planned.contents);
  const own = await findOwnSyncs(workspace, plan, planned.specs.files).catch((error) => {
    orLog(error);
    return [];
  });
  // Once before, for a run that is killed between its write and the memory of it.
  await rememberBegun(workspace, own, snapshot).catch(orLog);
  const outcome = await tracker.commit({ tip: snapshot.tip, writes, specs, scanned });
  if (outcome.status === "moved") {
    const { status: _, ...lost } = outcome;
    return lost;
  }
  await rememberSynced(workspace, own).catch(orLog);
  await rememberScan(workspace, scanned, scanned).catch(orLog);
  const creates = plan.writes.flatMap((write) =>
    write.op === "create" && write.owner !== null ? [write.owner] : [],
  );
  const numbers = new Map(creates.map((owner, index) => [ownerSubject(owner), outcome.numbers[index]!]));
  return { plan, tip: outcome.tip, numbers, published: snapshot.unpublished, snapshot };
}

function bothBacks(a: Back, b: Back): Back {
  const broughtBack = [...new Set([...a.broughtBack, ...b.broughtBack])];
  return { broughtBack, pulled: [...a.pulled, ...b.pulled] };
}

/** Specs that got the tracker's changes keep them where the tracker then could not be written. */
function tellingEdits(error: unknown, { broughtBack }: Back): unknown {
  if (broughtBack.length === 0 || !(error instanceof SpectrynError)) return error;
  const { code, message, hint, data } = error;
  const kept = `${broughtBack.join(", ")}: the tracker's changes are in there already; the next sync goes on from that.`;
  return new SpectrynError(code, message, {
    hint: hint === undefined ? kept : `${hint} ${kept}`,
    data,
    cause: error,
  });
}

function refuseDifferences(
  confirmed: readonly Change[],
  { plan, pulled }: DirectedRun,
  before: Before,
): void {
  const differences = [...comparePlans(confirmed, plan.changes), ...unseenPulls(confirmed, pulled)];
  if (differences.length === 0) return;
  throw new SpectrynError(
    "plan-stale",
    `the tracker or the spec changed since this plan was made; ${stays(before)}`,
    {
      hint: "Look at the new plan and confirm it: spectryn plan",
      data: { differences },
    },
  );
}

function refuseGuarded(reasons: readonly string[], before: Before): void {
  if (reasons.length === 0) return;
  throw new SpectrynError("refused", `this looks like an accident: ${reasons.join("; ")}; ${stays(before)}`, {
    hint: "If it is meant, run the same command with --yes.",
    data: { reasons },
  });
}

function stays({ earlier, back: { broughtBack } }: Before): string {
  if (broughtBack.length === 0) return whatStays(earlier);
  return `${whatStays(earlier)}; an earlier try of this run brought the tracker's changes into ${broughtBack.join(", ")}`;
}
