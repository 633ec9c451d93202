import { relative, resolve } from "node:path";
import type { Change } from "../../../core/change.ts";
import { parsePlanFile, type SavedPlan } from "../../../core/plan-file.ts";
import { settingsKey } from "../../../core/settings.ts";
import { SpectrynError } from "../../../errors.ts";
import { readText } from "../../../fs/files.ts";
import { blobId } from "../../../git/blobs.ts";
import { applyRun } from "../../../sync/apply.ts";
import { openTracker } from "../../../sync/open.ts";
import { readSpecs } from "../../../sync/read-specs.ts";
import { type CommonFlags, type TrackerFlags, toChoice } from "../../options.ts";
import { renderProblems } from "../../render/problems.ts";
import { runCommand, type Session } from "../../session.ts";
import { resultData, resultExit, resultText } from "../sync/impl.ts";

export interface ApplyFlags extends CommonFlags, TrackerFlags {
  readonly yes?: boolean;
}

export async function runApply(file: string, flags: ApplyFlags): Promise<void> {
  await runCommand("apply", flags, async (session) => {
    const { workspace, settings, runtime } = session;
    const text = await readText(resolve(workspace.cwd, file));
    if (text === null) {
      throw new SpectrynError("plan-unreadable", `${file} does not exist`, {
        hint: `make it: spectryn plan -o ${file}`,
      });
    }
    const saved = parsePlanFile(text, file);
    const paths = saved.specs.map(({ path }) => relative(workspace.cwd, resolve(workspace.root, path)));
    const { tracker, notes } = await openTracker(workspace, toChoice(flags), runtime);
    notes.forEach(runtime.log);
    await refuseStale(saved, paths, tracker.name, session, file);
    const applied = await applyRun(
      workspace,
      tracker,
      {
        paths,
        settings,
        story: saved.story,
        prefer: saved.prefer,
        confirmed: saved.changes as unknown as Change[],
        isGuardAnswered: flags.yes === true,
      },
      runtime,
    );
    session.terminal.err(renderProblems(applied.plan.problems, session.paint, session.show));
    return { text: resultText(applied, session), data: resultData(applied), exit: resultExit(applied) };
  });
}

/** A plan is bound to its tracker, its settings and the bytes of its specs. */
async function refuseStale(
  saved: SavedPlan,
  paths: readonly string[],
  trackerName: string,
  { workspace, settings }: Session,
  file: string,
): Promise<void> {
  const differences: string[] = [];
  if (saved.tracker.name !== trackerName)
    differences.push(`tracker: ${saved.tracker.name} then, ${trackerName} now`);
  if (saved.settings !== blobId(settingsKey(settings))) differences.push("the settings changed");
  const specs = await readSpecs(workspace, paths, settings);
  const blobs = new Map(specs.files.map(({ path, blob }) => [path, blob]));
  for (const { path, blob } of saved.specs) if (blobs.get(path) !== blob) differences.push(`${path} changed`);
  if (differences.length === 0) return;
  throw new SpectrynError("plan-stale", `${file} was made for something else; nothing was written`, {
    hint: `make it again: spectryn plan ${paths.join(" ")} -o ${file}`,
    data: { differences },
  });
}
