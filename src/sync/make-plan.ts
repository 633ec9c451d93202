/** Reads everything a plan needs and makes it: specs, tracker, histories, base texts. */

import { resolve } from "node:path";
import type { Plan } from "../core/change.ts";
import { planCommits, withCommits } from "../core/commits.ts";
import type { IssueComments, Snapshot } from "../core/issue.ts";
import { ownerSubject } from "../core/issue.ts";
import { makePlan as makePurePlan } from "../core/plan.ts";
import { hasErrors, type Place, type Problem } from "../core/problem.ts";
import type { Prefer } from "../core/reconcile.ts";
import type { Settings } from "../core/settings.ts";
import type { FileContent, PlanInput } from "../core/world.ts";
import { SpectrynError } from "../errors.ts";
import { statKind } from "../fs/files.ts";
import { blobId } from "../git/blobs.ts";
import type { Forge } from "../ports/forge.ts";
import type { Tracker } from "../ports/tracker.ts";
import { askPeople } from "./ask-people.ts";
import { hashFiles } from "./attached-files.ts";
import type { KeywordSource } from "./main-branch.ts";
import { findPast, historyOf, wasHere } from "./past.ts";
import { readOtherSpec, readSpecs, type SpecSet } from "./read-specs.ts";
import { readTracker } from "./read-tracker.ts";
import { nothingScanned, type Scan, scanCommits } from "./scan.ts";
import { readState } from "./state.ts";
import { toShownPath, type Workspace } from "./workspace.ts";

export interface PlanRequest {
  /** Files and directories as typed; none: the default spec. */
  readonly paths: readonly string[];
  readonly settings: Settings;
  /** One story by key or `#ref`; `null` for everything. */
  readonly story: string | null;
  readonly prefer: Prefer;
  /** Commits whose keywords act along with the specs; `null`: none. */
  readonly keywords: KeywordSource | null;
  /** Asked for people that the tracker does not know, when a plan is to name them. */
  readonly forge?: Forge | null;
}

export interface PlannedRun {
  readonly plan: Plan;
  /** As the tracker is, but for what commits do to it. */
  readonly snapshot: Snapshot;
  readonly specs: SpecSet;
  /** What the files hold that items attach, by path from the root. */
  readonly contents: ReadonlyMap<string, FileContent>;
}

/** Links and parents outside of the specs: the plan, which sees the tracker, knows whether they are there. */
const settledByPlan: ReadonlySet<string> = new Set(["SP063", "SP064"]);

/** Throws `spec-invalid`, with the problems in its data, for specs with errors. */
export async function planRun(
  workspace: Workspace,
  tracker: Tracker,
  request: PlanRequest,
): Promise<PlannedRun> {
  const specs = await readSpecs(workspace, request.paths, request.settings);
  if (hasErrors(specs.problems)) throw invalidSpecs(specs.problems, workspace);
  const present = await readTracker(tracker, specs.items, request.settings);
  const scan = await scanFor(workspace, present, request);
  const commits = planCommits(present, scan.mentions);
  const { snapshot } = commits;
  const contents = tracker.abilities.attachments ? await hashFiles(specs.attached) : new Map();
  const input: PlanInput = {
    items: specs.items,
    specs: await readPasts(workspace, tracker, snapshot, specs, request.prefer),
    goneSpecs: await findGoneSpecs(workspace, tracker, snapshot, specs),
    snapshot,
    comments: new Map(),
    people: new Map(),
    trackerName: tracker.name,
    abilities: tracker.abilities,
    repository: tracker.repository,
    settings: request.settings,
    otherSpecs: await readOtherSpecs(workspace, snapshot, specs, request.settings),
    story: request.story,
    prefer: request.prefer,
    texts: new Map(),
    files: contents,
    hash: blobId,
  };
  const made = await planWithTexts(input, tracker, request.forge ?? null);
  const problems = specs.problems.filter(({ code }) => !settledByPlan.has(code));
  if (made.plan === null) throw invalidSpecs([...problems, ...made.problems], workspace);
  const plan = { ...made.plan, problems: [...problems, ...made.plan.problems] };
  return { plan: withCommits(plan, commits, scan.scanned, scan.notes), snapshot, specs, contents };
}

/** A run of one story does nothing else. */
async function scanFor(workspace: Workspace, snapshot: Snapshot, request: PlanRequest): Promise<Scan> {
  const { repository } = workspace;
  if (repository === null || request.keywords === null || request.story !== null) return nothingScanned;
  const state = await readState(workspace);
  const scan = await scanCommits(repository, { source: request.keywords, snapshot, state, since: null });
  for (const aside of scan.asides) repository.log?.(aside);
  return scan;
}

/**
 * Plans; reads what that asks for and plans again: comments of issues whose items speak of comments and,
 * where both sides changed a text, the text that they agreed on. People that nobody knows the host may know.
 */
async function planWithTexts(
  input: PlanInput,
  tracker: Tracker,
  forge: Forge | null,
): Promise<ReturnType<typeof makePurePlan>> {
  const first = makePurePlan(input);
  if (first.plan === null) return first;
  const people = await askPeople(first.strangers, forge);
  if (first.wanted.length + first.unread.length + people.size === 0) return first;
  const texts = new Map<string, string | null>();
  for (const { issue, field, blob } of first.wanted) {
    texts.set(blob, issue === 0 ? null : await tracker.readText(issue, field, blob));
  }
  const known = { ...input, texts, people };
  const second = makePurePlan({ ...known, comments: await readCommentsOf(first.unread, tracker, false) });
  if (!startsComments(second)) return second;
  // A comment that is new to the tracker, or was there until somebody removed it: only the history can tell.
  return makePurePlan({ ...known, comments: await readCommentsOf(first.unread, tracker, true) });
}

/** Whether issues that are there get comments. */
function startsComments({ plan }: ReturnType<typeof makePurePlan>): boolean {
  return (plan?.writes ?? []).some(
    (write) => write.op === "comment" && write.id === null && typeof write.issue === "number",
  );
}

const noComments: IssueComments = { comments: [], unreadable: [] };

async function readCommentsOf(
  issues: readonly number[],
  tracker: Tracker,
  removed: boolean,
): Promise<PlanInput["comments"]> {
  if (issues.length === 0) return new Map();
  const read = await tracker.readComments(issues, { removed });
  return new Map(issues.map((issue) => [issue, read.get(issue) ?? noComments]));
}

async function readPasts(
  workspace: Workspace,
  tracker: Tracker,
  snapshot: Snapshot,
  specs: SpecSet,
  prefer: Prefer,
): Promise<PlanInput["specs"]> {
  const state = await readState(workspace);
  const history = workspace.repository === null ? null : historyOf(workspace.repository);
  return Promise.all(
    specs.files.map(async (file) => {
      // "The spec wins" is also the way to go back to an older version on purpose.
      const past = prefer === "spec" ? null : await findPast(file, history, tracker, snapshot, state);
      return { path: file.path, blob: file.blob, past };
    }),
  );
}

/** Specs that were synced from the directories of this run and whose files are gone. */
async function findGoneSpecs(
  workspace: Workspace,
  tracker: Tracker,
  snapshot: Snapshot,
  specs: SpecSet,
): Promise<string[]> {
  const present = new Set(specs.files.map(({ path }) => path));
  const owners = snapshot.issues.flatMap(({ owner }) => owner?.spec ?? []);
  const known = [...new Set([...Object.keys(snapshot.specs), ...owners])].filter((path) => {
    return (
      !present.has(path) && specs.directories.some((folder) => folder === "" || path.startsWith(`${folder}/`))
    );
  });
  const state = await readState(workspace);
  const gone: string[] = [];
  for (const path of known) {
    if ((await statKind(resolve(workspace.root, path))) !== "missing") continue;
    if (await wasHere(path, workspace.repository, tracker, snapshot, state)) gone.push(path);
  }
  return gone;
}

/** Specs outside this run that own what items of this run ask for: whether they still hold it. */
async function readOtherSpecs(
  workspace: Workspace,
  snapshot: Snapshot,
  specs: SpecSet,
  settings: Settings,
): Promise<PlanInput["otherSpecs"]> {
  const present = new Set(specs.files.map(({ path }) => path));
  const asked = new Set(
    specs.items.flatMap((item) => (item.key === null ? [] : [ownerSubject({ ...item, key: item.key })])),
  );
  const refs = new Set(specs.items.map((item) => item.ref));
  const entries = snapshot.milestones.flatMap(({ epics }) => epics);
  const owners = [
    ...snapshot.issues.filter(
      ({ owner, number }) => owner !== null && (asked.has(ownerSubject(owner)) || refs.has(number)),
    ),
    ...entries.filter(({ owner }) => asked.has(ownerSubject(owner))),
  ].flatMap(({ owner }) => owner?.spec ?? []);
  const others = new Map<string, ReadonlyMap<string, Place> | null>();
  for (const path of new Set(owners)) {
    if (present.has(path)) continue;
    const items = await readOtherSpec(workspace, path, settings);
    others.set(
      path,
      items && new Map(items.map((item) => [ownerSubject({ ...item, key: item.key ?? "" }), item.place])),
    );
  }
  return others;
}

export function invalidSpecs(problems: readonly Problem[], workspace: Workspace): SpectrynError {
  const errors = problems.filter(({ severity }) => severity === "error");
  const files = [...new Set(errors.map(({ place }) => toShownPath(workspace, place.file)))];
  const count = errors.length === 1 ? "1 error" : `${errors.length} errors`;
  return new SpectrynError("spec-invalid", `${files.join(", ")}: ${count}, nothing was written`, {
    hint: `Correct the spec and run the same command again; spectryn validate ${files.join(" ")} shows the problems alone.`,
    data: { problems },
  });
}
