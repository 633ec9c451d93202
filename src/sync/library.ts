/** The library's calls: each opens its own surroundings, so two accounts can live in one process. */
import type { Item } from "../core/item/item.ts";
import type { Problem } from "../core/item/problem.ts";
import type { Change, Plan } from "../core/plan/change.ts";
import type { Tracker } from "../ports/tracker.ts";
import { applyRun } from "./apply/apply.ts";
import type { Direction } from "./apply/plan-both-ways.ts";
import { makeKeywordSource, untilPlan } from "./commits/main-branch.ts";
import { configure, toSettings } from "./configure.ts";
import { openTracker as openChosen } from "./open/open.ts";
import { planRun } from "./plan/make.ts";
import type { PlanRequest } from "./plan/request.ts";
import { makeRuntime } from "./runtime.ts";
import { findSpecs } from "./specs/find.ts";
import { readSpecs } from "./specs/read.ts";
import { openFolder, openWorkspace } from "./workspace.ts";

export interface TrackerOptions {
  /** Absent: `bitbucket` if something here names one, else `local`. */
  readonly tracker?: "local" | "bitbucket" | undefined;
  /** Workspace slug (Cloud) or project key (Server); default: the configuration's, else the remote's. */
  readonly workspace?: string | undefined;
  readonly repo?: string | undefined;
  /** Working directory; default: the process's. */
  readonly cwd?: string | undefined;
  /** Environment of git children; default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Gets verbose lines, free of secrets. */
  readonly log?: ((line: string) => void) | undefined;
}

export interface PlanOptions extends TrackerOptions {
  /** Markdown files or directories; default: EPIC.md at the root. */
  readonly paths?: readonly string[] | undefined;
  /** Only this story, by key or `#ref`. */
  readonly story?: string | undefined;
  /** Which side wins where both changed the same field; default: neither, a conflict. */
  readonly prefer?: "spec" | "tracker" | undefined;
}

export interface ApplyOptions extends PlanOptions {
  /** A plan that was looked at: anything but its changes is refused (`plan-stale`). Absent: whatever is planned now. */
  readonly plan?: Plan | undefined;
  /** `push` (default): specs to tracker; `pull`: back into the specs; `both`. */
  readonly direction?: Direction | undefined;
  /** Overrides the guards against accidents (`refused`). */
  readonly force?: boolean | undefined;
}

export interface ApplyResult {
  /** What was applied; its conflicts, pulls and orphans were left as they are. */
  readonly plan: Plan;
  /** The tracker's tip afterwards, read back; `null` where there is no tracker and nothing was to write. */
  readonly tip: string | null;
  /** Numbers of created issues, by namespace, colon and upper-case key: `":US-001"`. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Changes of the tracker that were written into the specs; the `result` of each field is what its spec says now. */
  readonly pulled: readonly Change[];
}

export interface ValidateOptions {
  readonly cwd?: string | undefined;
  readonly paths?: readonly string[] | undefined;
}

export interface Validated {
  readonly items: readonly Item[];
  /** Errors, warnings and notes with their places; without an error the specs can be planned. */
  readonly problems: readonly Problem[];
}

/**
 * Opens the tracker that `spectryn` would use here.
 * @throws SpectrynError `no-repository`, `no-tracker`, `git-missing`, `git-too-old`
 */
export async function openTracker(options: TrackerOptions = {}): Promise<Tracker> {
  return (await open(options)).tracker;
}

/**
 * Reads specs and tracker and says what a sync would change. Writes nothing.
 * @throws SpectrynError `spec-unreadable`, `spec-invalid` (with `data.problems`), and those of `openTracker`
 */
export async function plan(options: PlanOptions = {}): Promise<Plan> {
  const opened = await open(options);
  return (await planRun(opened.workspace, opened.tracker, await toRequest(options, opened))).plan;
}

/**
 * Applies the changes, reads back what it wrote, and answers what was done.
 * @throws SpectrynError `plan-stale`, `refused`, `push-refused`, `race-lost`, and those of `plan`
 */
export async function apply(options: ApplyOptions = {}): Promise<ApplyResult> {
  const opened = await open(options);
  const { workspace, tracker, runtime, config } = opened;
  const confirmed = options.plan?.changes ?? null;
  const wanted = await toRequest(options, opened);
  const direction = options.direction ?? config.sync.direction;
  const request = { ...wanted, confirmed, isGuardAnswered: options.force === true, direction };
  const { plan: applied, tip, numbers, pulled } = await applyRun(workspace, tracker, request, runtime);
  return { plan: applied, tip, numbers, pulled };
}

/**
 * Checks specs alone; needs no tracker and no git. Problems are values, not exceptions.
 * @throws SpectrynError `spec-unreadable` where a path does not exist or holds no item
 */
export async function validate(options: ValidateOptions = {}): Promise<Validated> {
  const runtime = makeRuntime({ cwd: options.cwd });
  const workspace = await openFolder(runtime);
  const { config } = await configure(workspace, runtime, {});
  const paths = await findSpecs(workspace, config, options.paths ?? []);
  const { items, problems } = await readSpecs(workspace, paths, toSettings(config));
  return { items, problems };
}

async function open(options: TrackerOptions) {
  const { cwd, env, signal, log, tracker: kind, workspace: slug, repo } = options;
  const runtime = makeRuntime({ cwd, env, log, signal });
  const workspace = await openWorkspace(runtime);
  const flags = { tracker: kind, "bitbucket.workspace": slug, "bitbucket.repo": repo };
  const { config } = await configure(workspace, runtime, { flags });
  const access = { trustedHosts: [], allowsPlainHttp: false };
  const opened = await openChosen(workspace, config, access, runtime);
  const keywords = makeKeywordSource(workspace, config, opened);
  return { workspace, tracker: opened.tracker, forge: opened.forge, runtime, config, keywords };
}

async function toRequest(
  options: PlanOptions & Pick<ApplyOptions, "plan">,
  { workspace, config, keywords, forge }: Awaited<ReturnType<typeof open>>,
): Promise<PlanRequest> {
  const { paths = [], story = null, prefer = null, plan } = options;
  return {
    paths: await findSpecs(workspace, config, paths),
    story,
    prefer,
    settings: toSettings(config),
    keywords: plan === undefined ? keywords : untilPlan(keywords, plan),
    forge,
  };
}
