/** Plans as files: saving one, reading one back, and whether it still means what it meant. */
import { relative, resolve } from "node:path";
import type { Change, Plan } from "../../core/plan/change.ts";
import { isPlanFile, parsePlanFile, renderPlanFile, type SavedPlan } from "../../core/plan/file.ts";
import type { Prefer } from "../../core/reconcile/reconcile.ts";
import { type Settings, settingsKey } from "../../core/settings.ts";
import { shellWord, shellWords } from "../../core/shell.ts";
import { SpectrynError } from "../../errors.ts";
import { readText, writeFileAtomic } from "../../fs/files.ts";
import { blobId } from "../../git/blobs.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { type KeywordSource, untilPlan } from "../commits/main-branch.ts";
import { readSpecs } from "../specs/read.ts";
import { leavesRoot, type Workspace } from "../workspace.ts";
import type { ApplyRequest } from "./apply.ts";

export async function savePlan(
  workspace: Workspace,
  file: string,
  plan: Plan,
  prefer: Prefer,
): Promise<void> {
  const path = resolve(workspace.cwd, file);
  const isOwn = !relative(workspace.root, path).startsWith("..");
  if (isOwn && (await leavesRoot(workspace, path))) {
    throw new SpectrynError("file-unwritable", `${file} is a symbolic link out of ${workspace.root}`, {
      hint: "Name another file.",
      data: { file },
    });
  }
  const present = await readText(path);
  if (present !== null && present.trim() !== "" && !isPlanFile(present)) {
    throw new SpectrynError("file-unwritable", `${file} is there and is no plan; it was not overwritten`, {
      hint: "Remove it, or name another file: spectryn plan -o plan.json",
      data: { file },
    });
  }
  await writeFileAtomic(path, renderPlanFile(plan, prefer));
}

export async function loadPlan(workspace: Workspace, file: string): Promise<SavedPlan> {
  const text = await readText(resolve(workspace.cwd, file));
  if (text !== null) return parsePlanFile(text, file);
  throw new SpectrynError("plan-unreadable", `${file} does not exist`, {
    hint: `Make it: spectryn plan -o ${shellWord(file)}`,
  });
}

/**
 * The request that applies exactly a saved plan. It is bound to its tracker, its settings and the bytes of
 * its specs; anything else throws `plan-stale` with the differences.
 */
export async function requestOf(
  saved: SavedPlan,
  file: string,
  workspace: Workspace,
  tracker: Tracker,
  settings: Settings,
  keywords: KeywordSource | null,
): Promise<Omit<ApplyRequest, "isGuardAnswered" | "direction">> {
  const paths = saved.specs.map(({ path }) => relative(workspace.cwd, resolve(workspace.root, path)));
  const differences: string[] = [];
  if (saved.tracker.name !== tracker.name) {
    differences.push(`tracker: ${saved.tracker.name} then, ${tracker.name} now`);
  }
  if (saved.settings !== blobId(settingsKey(settings))) differences.push("the settings changed");
  const specs = await readSpecs(workspace, paths, settings);
  const blobs = new Map(specs.files.map(({ path, blob }) => [path, blob]));
  for (const { path, blob } of saved.specs) if (blobs.get(path) !== blob) differences.push(`${path} changed`);
  if (differences.length > 0) {
    throw new SpectrynError("plan-stale", `${file} was made for something else; nothing was written`, {
      hint: `Make it again: spectryn plan ${shellWords(paths)} -o ${shellWord(file)}`,
      data: { differences },
    });
  }
  const confirmed = saved.changes as unknown as Change[];
  const { story, prefer } = saved;
  return { paths, settings, story, prefer, confirmed, keywords: untilPlan(keywords, saved) };
}
