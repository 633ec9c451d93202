import type { ReplayConflict } from "../../../core/issue/issue.ts";
import { exitCodes } from "../../../errors.ts";
import { changeIssues } from "../../../sync/issues/change.ts";
import { nameInSpecs } from "../../../sync/numbers/waiting-names.ts";
import type { CommonFlags, TrackerFlags } from "../../options.ts";
import { renderNotes } from "../../render/problems.ts";
import { plural } from "../../render/text.ts";
import { runCommand } from "../../session.ts";
import { tellNames } from "../../tell-names.ts";

export async function runPush(flags: CommonFlags & TrackerFlags): Promise<void> {
  await runCommand("push", flags, async (session) => {
    const { workspace, config, settings, runtime, terminal, paint } = session;
    const { tracker } = await session.open();
    const nothing = () => ({ writes: [], result: null });
    const { outcome, snapshot, published } = await changeIssues(tracker, runtime, nothing, { always: true });
    const request = { workspace, config, settings, known: Object.keys(snapshot.specs) };
    const { renamed, renamedIn } = await nameInSpecs(request, snapshot, outcome?.renamed ?? []);
    tellNames({ renamed, renamedIn }, session);
    const { conflicts } = snapshot;
    terminal.err(renderNotes(snapshot.notes, paint));
    const where = `${tracker.name} @ ${outcome?.tip?.slice(0, 7)}`;
    const done =
      outcome === null
        ? idleText(conflicts.length)
        : `Published ${plural(published, "change")}. Written and read back: ${where}`;
    const lines = [...conflicts.map((one) => `${paint("red", "! conflict")} ${conflictText(one)}`), done];
    return {
      text: `${lines.join("\n")}\n`,
      data: { published, renamed, specs: renamedIn, conflicts },
      exit: conflicts.length > 0 ? exitCodes.conflict : exitCodes.done,
    };
  });
}

/** A conflict is a change of this clone that waits: that is not nothing. */
function idleText(conflicts: number): string {
  return conflicts === 0 ? "Nothing to publish." : `Nothing published: ${plural(conflicts, "conflict")}.`;
}

function conflictText({ path, field, base, ours, theirs }: ReplayConflict): string {
  const [was, here, there] = [base, ours, theirs].map((value) => value ?? "(none)");
  return `${path} ${field}: base ${was} | this clone ${here} | published ${there}`;
}
