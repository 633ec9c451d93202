import { exitCodes } from "../../../errors.ts";
import { findSpecs } from "../../../sync/specs/find.ts";
import { readSpecs } from "../../../sync/specs/read.ts";
import type { CommonFlags } from "../../options.ts";
import { renderProblems } from "../../render/problems.ts";
import { plural } from "../../render/text.ts";
import { runCommand } from "../../session.ts";

export async function runValidate(paths: readonly string[], flags: CommonFlags): Promise<void> {
  const work: Parameters<typeof runCommand>[2] = async ({ workspace, config, settings, paint, show }) => {
    const { files, items, problems } = await readSpecs(
      workspace,
      await findSpecs(workspace, config, paths),
      settings,
    );
    const count = (severity: string) => problems.filter((problem) => problem.severity === severity).length;
    const found = (["error", "warning", "note"] as const)
      .filter((severity) => count(severity) > 0)
      .map((severity) => plural(count(severity), severity));
    const number = (type: string) => items.filter((item) => item.type === type).length;
    const types = [
      plural(number("epic"), "epic"),
      plural(number("story"), "story"),
      plural(number("subtask"), "subtask"),
    ];
    const end = `${plural(files.length, "spec")}: ${types.join(", ")}. ${found.join(", ") || "No problem found"}.\n`;
    return {
      text: `${renderProblems(problems, paint, show)}${end}`,
      data: { specs: files.map(({ path }) => path), items: items.length, problems },
      exit: count("error") > 0 ? exitCodes.spec : exitCodes.done,
    };
  };
  await runCommand("validate", flags, work, { needsGit: false });
}
