/** Reads everything a plan needs and makes it: specs, tracker, histories, base texts. */
import { type CommitPlan, planCommits, withCommits } from "../../core/commits/commits.ts";
import type { IssueComments, Snapshot } from "../../core/issue/issue.ts";
import { hasErrors, type Problem } from "../../core/item/problem.ts";
import type { FileContent, PlanInput } from "../../core/match/world.ts";
import type { Plan } from "../../core/plan/change.ts";
import { withTakenBack } from "../../core/plan/taken-back.ts";
import { makePlan as makePurePlan } from "../../core/plan.ts";
import { shellWords } from "../../core/shell.ts";
import { SpectrynError } from "../../errors.ts";
import { blobId } from "../../git/blobs.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { hashFiles } from "../attachments/attached-files.ts";
import { nothingScanned, type Scan, scanCommits } from "../commits/scan.ts";
import { absentSpecs, findGoneSpecs, readOtherSpecs } from "../specs/other.ts";
import { findPast, historyOf } from "../specs/past.ts";
import { readSpecs, type SpecSet } from "../specs/read.ts";
import { readState, readStateText } from "../state.ts";
import { toShownPath, type Workspace } from "../workspace.ts";
import { askPeople } from "./ask-people.ts";
import { readTracker } from "./read-tracker.ts";
import type { PlanRequest } from "./request.ts";
import { isSettled, rememberPlan } from "./settled.ts";

export interface PlannedRun {
  readonly plan: Plan;
  /** As the tracker is, but for what commits do to it. */
  readonly snapshot: Snapshot;
  readonly specs: SpecSet;
  /** What the files hold that items attach, by path from the root. */
  readonly contents: ReadonlyMap<string, FileContent>;
  readonly reading: Reading;
  /** Assignees that the host was asked about. */
  readonly strangers: readonly string[];
  /** Specs outside of this run that were looked at. */
  readonly others: readonly string[];
}

/** What a run read besides its specs. */
interface Reading {
  readonly commits: CommitPlan;
  readonly scan: Scan;
}

/** Whose plan it is. */
export interface Run {
  readonly workspace: Workspace;
  readonly tracker: Tracker;
  readonly request: PlanRequest;
}

/** Links and parents outside of the specs: the plan, which sees the tracker, knows whether they are there. */
const settledByPlan: ReadonlySet<string> = new Set(["SP063", "SP064"]);

/** Throws `spec-invalid`, with the problems in its data, for specs with errors. */
export async function planRun(
  workspace: Workspace,
  tracker: Tracker,
  request: PlanRequest,
): Promise<PlannedRun> {
  const state = await readStateText(workspace);
  const specs = await readValidSpecs(workspace, tracker, request);
  const present = await readTracker(tracker, specs.items, request.settings);
  const scan = await scanFor(workspace, present, request);
  const reading = { commits: planCommits(present, scan.mentions), scan };
  const planned = await planSpecs(specs, reading, { workspace, tracker, request });
  if (!("plan" in planned)) throw invalidSpecs(planned.problems, workspace);
  const { plan, snapshot, strangers, others } = planned;
  if (isSettled(plan, snapshot, specs, { strangers, others, scan })) {
    await rememberPlan(workspace, tracker, request, { ...specs, state, mains: scan.branches }, plan);
  }
  return planned;
}

/** The plan of specs on what a run read; their problems where they have errors. */
export async function planSpecs(
  specs: SpecSet,
  reading: Reading,
  { workspace, tracker, request }: Run,
): Promise<PlannedRun | { readonly problems: readonly Problem[] }> {
  if (hasErrors(specs.problems)) return specs;
  const { commits, scan } = reading;
  const { snapshot } = commits;
  const contents = tracker.abilities.attachments ? await hashFiles(specs.attached) : new Map();
  const otherSpecs = await readOtherSpecs(workspace, snapshot, specs, request.settings);
  const pasts = await readPasts(workspace, tracker, snapshot, specs);
  const input: PlanInput = {
    items: specs.items,
    // "The spec wins" is also the way to go back to an older version on purpose.
    specs: request.prefer === "spec" ? pasts.map((spec) => ({ ...spec, past: null })) : pasts,
    goneSpecs: await findGoneSpecs(workspace, tracker, snapshot, specs),
    snapshot,
    comments: new Map(),
    people: new Map(),
    trackerName: tracker.name,
    abilities: tracker.abilities,
    repository: tracker.repository,
    settings: request.settings,
    otherSpecs,
    story: request.story,
    prefer: request.prefer,
    texts: new Map(),
    files: contents,
    hash: blobId,
  };
  const made = await planWithTexts(input, tracker, request.forge ?? null);
  const problems = specs.problems.filter(({ code }) => !settledByPlan.has(code));
  if (made.plan === null) return { problems: [...problems, ...made.problems] };
  const isOverruled = request.prefer === "spec" && pasts.some(({ past }) => past !== null);
  const careful = isOverruled ? await planWithTexts({ ...input, specs: pasts }, tracker, null) : made;
  const taking = withTakenBack(made.plan, careful.plan);
  const whole = { ...taking, problems: [...problems, ...taking.problems] };
  const plan = withCommits(whole, commits, scan.scanned, scan.notes);
  const others = [...otherSpecs.keys(), ...absentSpecs(snapshot, specs)];
  return { plan, snapshot, specs, contents, reading, strangers: made.strangers, others };
}

/** The tracker is asked while the specs are parsed, and not waited for where they have errors. */
async function readValidSpecs(
  workspace: Workspace,
  tracker: Tracker,
  { paths, settings }: PlanRequest,
): Promise<SpecSet> {
  const stopReading = tracker.startReading();
  try {
    const specs = await readSpecs(workspace, paths, settings);
    if (hasErrors(specs.problems)) throw invalidSpecs(specs.problems, workspace);
    return specs;
  } catch (error) {
    stopReading();
    throw error;
  }
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
): Promise<PlanInput["specs"]> {
  const state = await readState(workspace);
  const history = workspace.repository === null ? null : historyOf(workspace.repository);
  return Promise.all(
    specs.files.map(async (file) => {
      const past = await findPast(file, history, tracker, snapshot, state);
      return { path: file.path, blob: file.blob, past };
    }),
  );
}

export function invalidSpecs(problems: readonly Problem[], workspace: Workspace): SpectrynError {
  const errors = problems.filter(({ severity }) => severity === "error");
  const files = [...new Set(errors.map(({ place }) => toShownPath(workspace, place.file)))];
  const count = errors.length === 1 ? "1 error" : `${errors.length} errors`;
  return new SpectrynError("spec-invalid", `${files.join(", ")}: ${count}, nothing was written`, {
    hint: `Correct the spec and run the same command again; spectryn validate ${shellWords(files)} shows the problems alone.`,
    data: { problems },
  });
}
