/** The most memory that a plan holds at once, with and without the cache of issues. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { median, peakOf } from "../measure.mjs";
import { line } from "../table.mjs";

/** @param {string} name a repository whose tracker holds `issues` issues */
export async function measureMemory({ world, isQuick }, name, issues) {
  const folder = world.path(name);
  const plan = world.spectryn(folder, "plan", "specs/release-003.md", "--tracker", "local");
  const peaks = { first: [], later: [] };
  const forget = (file) => rmSync(join(folder, ".git/spectryn", file), { force: true });
  for (let run = 0; run < (isQuick ? 1 : 3); run += 1) {
    forget("issues-cache.json");
    for (const peak of [peaks.first, peaks.later]) {
      forget("settled.json");
      peak.push(await peakOf(plan));
    }
  }
  const most = issues > 20_000 ? undefined : 200;
  const shown = issues.toLocaleString("en");
  return [
    line(`peak memory, plan at ${shown} issues`, median(peaks.later), {
      unit: "MB",
      most,
      detail: "resident memory of the process",
      bound: "node itself (about 45 MB), the issues and the text of their cache",
    }),
    line(`the same, first time in a clone`, median(peaks.first), {
      unit: "MB",
      most,
      detail: "resident memory of the process",
      bound: "the same, with the files of the branch",
    }),
  ];
}
