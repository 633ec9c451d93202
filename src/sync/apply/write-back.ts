/**
 * Changes made in the tracker back into the specs, without touching another byte. The edited texts are read, checked
 * and planned before a file is written; what would make them invalid stays out and is told.
 */
import { resolve } from "node:path";
import { fieldLabel } from "../../core/issue/field-label.ts";
import { issueName, issueWord } from "../../core/issue/mentions.ts";
import type { Problem } from "../../core/item/problem.ts";
import { groupBy } from "../../core/match/world.ts";
import { SpectrynError } from "../../errors.ts";
import { readBytes, writeFileAtomic } from "../../fs/files.ts";
import { blobId } from "../../git/blobs.ts";
import { makeProblem } from "../../spec/codes.ts";
import { editSpec } from "../../spec/edit.ts";
import { type PlannedRun, planSpecs, type Run } from "../plan/make.ts";
import { parseOptions, type SpecFile, withTexts } from "../specs/read.ts";
import { toShownPath, type Workspace } from "../workspace.ts";
import { addsLink, type Pull, pullsOf, toSpecChanges } from "./pulls.ts";

export interface EditedRun {
  /** Of the specs as they are once the edits are written. */
  readonly planned: PlannedRun;
  readonly edits: readonly SpecEdit[];
  /** Changes that stay out of the specs (SP070); they stay pulls. */
  readonly problems: readonly Problem[];
}

export interface SpecEdit {
  readonly file: SpecFile;
  readonly text: string;
}

/** Edits the specs in memory and plans them; a spec that is behind gets nothing. */
export async function editSpecs(first: PlannedRun, run: Run): Promise<EditedRun> {
  const behind = new Set(first.plan.specs.filter((spec) => spec.behind > 0).map(({ path }) => path));
  const pulls = first.plan.changes.flatMap(pullsOf).filter(({ change: { place } }) => {
    return place !== null && !behind.has(place.file);
  });
  let edited: EditedRun = { planned: first, edits: [], problems: [] };
  const refused: Problem[] = [];
  // Mostly all of them are taken at once; what makes the specs invalid is found by halves.
  const take = async (taken: readonly Pull[], more: readonly Pull[]): Promise<readonly Pull[]> => {
    const tried = await tryPulls([...taken, ...more], first, run);
    if (!("errors" in tried)) {
      edited = tried;
      return [...taken, ...more];
    }
    if (more.length === 1) {
      refused.push(refusePull(more[0]!, tried.errors));
      return taken;
    }
    const half = Math.ceil(more.length / 2);
    return take(await take(taken, more.slice(0, half)), more.slice(half));
  };
  if (pulls.length > 0) await take([], pulls);
  return { ...edited, problems: [...edited.problems, ...refused] };
}

/** What these pulls make of the specs; the errors where they make them invalid. */
async function tryPulls(
  pulls: readonly Pull[],
  first: PlannedRun,
  run: Run,
): Promise<EditedRun | { readonly errors: readonly Problem[] }> {
  const { settings } = run.request;
  const { specs, snapshot, reading } = first;
  const byFile = groupBy(pulls, ({ change }) => change.place!.file);
  const edits: SpecEdit[] = [];
  const problems: Problem[] = [];
  for (const file of specs.files) {
    const changes = toSpecChanges(byFile.get(file.path) ?? [], file.parsed, snapshot, settings);
    if (changes.length === 0) continue;
    const edited = editSpec(file.parsed, changes, parseOptions(file.path, settings));
    problems.push(...edited.problems.map((problem) => ({ ...problem, severity: "warning" as const })));
    if (edited.edits.length > 0) edits.push({ file, text: edited.text });
  }
  if (edits.length === 0) return { planned: first, edits, problems };
  const texts = new Map(edits.map(({ file, text }) => [file.path, text]));
  const next = await withTexts(run.workspace, specs, texts, settings);
  const planned = await planSpecs(next, reading, run);
  if ("plan" in planned) return { planned, edits, problems };
  return { errors: planned.problems.filter(({ severity }) => severity === "error") };
}

function refusePull(pull: Pull, errors: readonly Problem[]): Problem {
  const { change, field, link } = pull;
  const { key, number, title } = change.subject;
  const place = change.place!;
  const name = key ?? title;
  const word = number === null ? "" : issueWord(number);
  const why = errors[0] === undefined ? "" : ` (${errors[0].code}: ${errors[0].message})`;
  if (link === null || !addsLink(pull)) {
    const way = number === null ? "" : `; change it in the tracker: spectryn issue edit ${word}`;
    return stayOut(
      `the new ${fieldLabel(field.field)} of ${name} would make the spec invalid${why}${way}`,
      place,
    );
  }
  const to = typeof link.to === "number" ? issueName(link.to) : link.to;
  const other = typeof link.to === "number" ? issueWord(link.to) : link.to;
  const way = `spectryn issue unlink ${word} ${quoted(link.type)} ${other}`;
  return stayOut(
    `"${name} ${link.type} ${to}" would make the spec invalid${why}; to take it out of the tracker: ${way}`,
    place,
  );
}

function quoted(words: string): string {
  return words.includes(" ") ? `"${words}"` : words;
}

function stayOut(message: string, place: Problem["place"]): Problem {
  return { ...makeProblem("SP070", message, place), severity: "warning" };
}

/** Only if nobody changed one of the files since it was read. */
export async function writeSpecs(workspace: Workspace, edits: readonly SpecEdit[]): Promise<void> {
  for (const { file } of edits) await refuseChanged(workspace, file);
  for (const { file, text } of edits) {
    await refuseChanged(workspace, file);
    await writeFileAtomic(resolve(workspace.root, file.path), text);
  }
}

async function refuseChanged(workspace: Workspace, file: SpecFile): Promise<void> {
  const bytes = await readBytes(resolve(workspace.root, file.path));
  if (bytes !== null && blobId(bytes) === file.blob) return;
  throw new SpectrynError("plan-stale", `${toShownPath(workspace, file.path)} changed while it was synced`, {
    hint: "Save your changes and run the same command again.",
    data: { path: file.path },
  });
}
