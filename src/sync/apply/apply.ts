/** Applies a plan: under the lock reads and plans again, compares, writes, reads back; a lost race starts over. */
import { ownerSubject, type Snapshot } from "../../core/issue/issue.ts";
import type { Change, Plan } from "../../core/plan/change.ts";
import { isEmpty, withoutSpecChanges } from "../../core/plan/change.ts";
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
import { type PlannedRun, planRun } from "../plan/make.ts";
import type { PlanRequest } from "../plan/request.ts";
import { type Earlier, whatStays, writeAlone } from "../races.ts";
import { findOwnSyncs, rememberBegun, rememberSynced } from "../specs/own-syncs.ts";
import { rememberScan } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import { uploadFiles } from "./upload-files.ts";
import { editSpecs, type SpecEdit, writeSpecs } from "./write-back.ts";

export interface ApplyRequest extends PlanRequest {
  /** Changes that somebody saw and confirmed; anything else is stale. `null`: whatever the plan is now. */
  readonly confirmed: readonly Change[] | null;
  /** Somebody, or `--yes`, overrides the guards. */
  readonly isGuardAnswered: boolean;
  /** `push`: from the specs to the tracker; `pull`: back only; `both`. */
  readonly direction: Direction;
}

export type Direction = "push" | "pull" | "both";

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
}

type Tried = Omit<AppliedRun, "tries" | "earlier" | keyof NamesGiven>;

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
  const withEarlier = (tried: Tried, earlier: Earlier) => {
    return { ...tried, ...names, earlier, numbers: new Map([...earlier, ...tried.numbers]) };
  };
  return writeAlone<Omit<AppliedRun, "tries">>(tracker, runtime, async (earlier) => {
    if (await hasNamesLeft(workspace)) {
      const snapshot = await tracker.read();
      const { paths, settings } = wanted;
      const known = Object.keys(snapshot.specs);
      take(await nameLeftInSpecs({ workspace, settings, paths, known }, snapshot));
    }
    const tried = await tryOnce(workspace, tracker, wanted, earlier, runtime.log);
    if (!("waiting" in tried)) return "triedMs" in tried ? tried : withEarlier(tried, earlier);
    const named = await nameIssues(workspace, tracker, tried.waiting, wanted);
    if ("triedMs" in named) return named;
    take(named);
    const next = await tryOnce(workspace, tracker, wanted, earlier, runtime.log);
    if ("waiting" in next) return { triedMs: 0 };
    if ("triedMs" in next) return next;
    return { ...withEarlier(next, earlier), published: next.published + tried.waiting.unpublished };
  });
}

async function tryOnce(
  workspace: Workspace,
  tracker: Tracker,
  request: ApplyRequest,
  earlier: Earlier,
  log: Log,
): Promise<Tried | Lost | { readonly waiting: Snapshot }> {
  const planned = await planBothWays(workspace, tracker, request);
  const { plan, snapshot, edits } = planned;
  const orLog = (error: Error) => log(`not remembered: ${error.message}`);
  if (request.confirmed !== null) refuseDifferences(request.confirmed, plan, earlier);
  if (!request.isGuardAnswered) refuseGuarded(guardPlan(plan), earlier);
  if (snapshot.issues.some(isWaiting)) return { waiting: snapshot };
  await writeSpecs(workspace, edits);
  const broughtBack = edits.map(({ file }) => file.path);
  const hasWork = !isEmpty(plan) || snapshot.unpublished > 0;
  if (!hasWork) {
    await rememberScan(workspace, plan.scanned, snapshot.scanned).catch(orLog);
    return { plan, tip: snapshot.tip, numbers: new Map(), published: 0, snapshot, broughtBack };
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
  return { plan, tip: outcome.tip, numbers, published: snapshot.unpublished, snapshot, broughtBack };
}

/** Where changes come back, the specs are planned as they are edited: both sides agree then. Writes nothing. */
async function planBothWays(
  workspace: Workspace,
  tracker: Tracker,
  request: ApplyRequest,
): Promise<PlannedRun & { readonly edits: readonly SpecEdit[] }> {
  const first = await planRun(workspace, tracker, request);
  if (request.direction === "push") return { ...first, edits: [] };
  const { planned, edits, problems } = await editSpecs(first, { workspace, tracker, request });
  const plan = request.direction === "pull" ? withoutSpecChanges(planned.plan) : planned.plan;
  // Afterwards the spec says what the tracker does: that it said something else would be told by nobody.
  const told = edits.length === 0 ? [] : first.plan.problems.filter(({ code }) => code === "SP084");
  return { ...planned, plan: { ...plan, problems: [...told, ...plan.problems, ...problems] }, edits };
}

function refuseDifferences(confirmed: readonly Change[], plan: Plan, earlier: Earlier): void {
  const differences = comparePlans(confirmed, plan.changes);
  if (differences.length === 0) return;
  throw new SpectrynError(
    "plan-stale",
    `the tracker or the spec changed since this plan was made; ${whatStays(earlier)}`,
    {
      hint: "Look at the new plan and confirm it: spectryn plan",
      data: { differences },
    },
  );
}

function refuseGuarded(reasons: readonly string[], earlier: Earlier): void {
  if (reasons.length === 0) return;
  throw new SpectrynError(
    "refused",
    `this looks like an accident: ${reasons.join("; ")}; ${whatStays(earlier)}`,
    {
      hint: "If it is meant, run the same command with --yes.",
      data: { reasons },
    },
  );
}
