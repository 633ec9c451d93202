/**
 * Plans that had nothing to do, remembered by all that they were made of: while every part of that is the same, so is
 * the answer, and neither specs nor tracker need to be read again. Only a memory of this clone: lost, damaged or
 * never there, the plan is made as ever.
 */
import { join } from "node:path";
import type { Snapshot } from "../../core/issue/issue.ts";
import type { Plan } from "../../core/plan/change.ts";
import { settingsKey } from "../../core/settings.ts";
import { makeDirectory, readText, writeFileAtomic } from "../../fs/files.ts";
import { blobId } from "../../git/oid.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { version } from "../../version.ts";
import { findMainBranches, type MainBranch } from "../commits/main-branch.ts";
import type { Scan } from "../commits/scan.ts";
import { hasNamesLeft, isWaiting } from "../numbers/waiting-names.ts";
import { listSpecFiles, readSpecBytes } from "../specs/files.ts";
import type { SpecSet } from "../specs/read.ts";
import { privateFolder, readStateText } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import type { PlanRequest } from "./request.ts";

/** What a plan is made of, besides the tracker's version. */
export interface Ground {
  /** Blob ids of all files of the run by their paths. */
  readonly blobs: ReadonlyMap<string, string>;
  readonly directories: readonly string[];
  /** The local memory as it lies there. */
  readonly state: string | null;
  readonly mains: readonly Pick<MainBranch, "name" | "head">[];
}

interface Settled {
  /** Hash of the request and of the ground but for what git is asked for. */
  readonly ground: string;
  readonly mains: string;
  readonly tip: string;
  readonly plan: Plan;
}

/** Of several specs and stories, each with a plan of its own. */
const mostKept = 8;

/** The plan of an earlier run that found nothing to do, if everything is as it was then. */
export async function recallPlan(
  workspace: Workspace,
  tracker: Tracker,
  request: PlanRequest,
): Promise<Plan | null> {
  const { repository } = workspace;
  if (repository === null || request.keywords?.until) return null;
  const kept = await readKept(workspace);
  if (kept.length === 0 || (await hasNamesLeft(workspace))) return null;
  const { files, directories } = await listSpecFiles(workspace, request.paths);
  const blobs = new Map<string, string>();
  for (const [path, file] of files) blobs.set(path, blobId(await readSpecBytes(path, file)));
  const state = await readStateText(workspace);
  const ground = groundKey({ blobs, directories, state }, tracker, request);
  const known = kept.filter((one) => one.ground === ground);
  if (known.length === 0) return null;
  const { keywords, story } = request;
  const isScanned = keywords !== null && story === null;
  const [tip, mains] = await Promise.all([
    tracker.readVersion(),
    isScanned ? findMainBranches(repository, keywords) : [],
  ]);
  const found = known.find((one) => one.tip === tip && one.mains === mainsKey(mains));
  if (found !== undefined) repository.log?.("nothing changed since the last plan, which had nothing to do");
  return found?.plan ?? null;
}

/** What a plan also depends on where there is any of it, and what nobody remembers then. */
interface Outside {
  /** Assignees that the host was asked about. */
  readonly strangers: readonly string[];
  /** Specs that are not of this run. */
  readonly others: readonly string[];
  readonly scan: Pick<Scan, "mentions" | "notes" | "asides">;
}

/** Whether a plan says nothing at all, and was made of nothing but its ground: no history, no host, no other file. */
export function isSettled(plan: Plan, snapshot: Snapshot, specs: SpecSet, outside: Outside): boolean {
  const { changes, writes, specWrites, problems, unreadable, unpublished, notes } = plan;
  const { strangers, others, scan } = outside;
  const said = [changes, writes, Object.keys(specWrites), problems, unreadable, unpublished, notes];
  const asked = [strangers, others, scan.mentions, scan.notes, scan.asides, specs.attached];
  return (
    [...said, ...asked].every(({ length }) => length === 0) &&
    snapshot.unpublished === 0 &&
    snapshot.offline === null &&
    !snapshot.issues.some(isWaiting) &&
    specs.files.every(({ path, blob }) => snapshot.specs[path] === blob)
  );
}

/** Keeps a plan for `recallPlan`. Not being able to is no failure. */
export async function rememberPlan(
  workspace: Workspace,
  tracker: Tracker,
  request: PlanRequest,
  ground: Ground,
  plan: Plan,
): Promise<void> {
  const { tip } = plan.tracker;
  if (workspace.repository === null || tip === null) return;
  const key = groundKey(ground, tracker, request);
  const kept = await readKept(workspace);
  const mains = mainsKey(ground.mains);
  if (kept.some((one) => one.ground === key && one.mains === mains && one.tip === tip)) return;
  const others = kept.filter((one) => one.ground !== key);
  const next: Settled[] = [{ ground: key, mains, tip, plan }, ...others].slice(0, mostKept);
  try {
    await makeDirectory(await privateFolder(workspace));
    await writeFileAtomic(await keptPath(workspace), `${JSON.stringify({ version, plans: next })}\n`);
  } catch (error) {
    workspace.repository.log?.(`not remembered: ${(error as Error).message}`);
  }
}

function mainsKey(mains: Ground["mains"]): string {
  return JSON.stringify(mains.map(({ name, head }) => [name, head]));
}

function groundKey(
  ground: Omit<Ground, "mains">,
  { name, repository }: Tracker,
  request: PlanRequest,
): string {
  const { settings, story, prefer, keywords } = request;
  const parts = [
    [...ground.blobs].sort(([a], [b]) => (a < b ? -1 : 1)),
    ground.directories,
    ground.state,
    [name, repository],
    [settingsKey(settings), settings.attachmentLimit, story, prefer],
    keywords && [keywords.refs, keywords.branches],
  ];
  return blobId(JSON.stringify(parts));
}

/** Another version of spectryn may plan otherwise. */
async function readKept(workspace: Workspace): Promise<readonly Settled[]> {
  try {
    const kept = JSON.parse((await readText(await keptPath(workspace))) ?? "{}");
    return kept.version === version && Array.isArray(kept.plans) ? kept.plans : [];
  } catch {
    return [];
  }
}

async function keptPath(workspace: Workspace): Promise<string> {
  return join(await privateFolder(workspace), "settled.json");
}
