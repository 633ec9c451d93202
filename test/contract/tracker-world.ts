/** What the contract suite needs to know of the tracker under test. */
import { expect } from "vitest";
import type { Issue } from "../../src/core/issue/issue.ts";
import type { Tracker } from "../../src/ports/tracker.ts";

/** One tracker, as several processes and people see it. */
export interface TrackerWorld {
  /** Opens it as another process would. */
  open(): Promise<Tracker>;
  /** Changes files past the tracker, as a person does in a web view; `null` removes one. */
  edit(changes: Readonly<Record<string, string | null>>): Promise<void>;
  /** The text of a file as it lies on the shared branch. */
  text(path: string): Promise<string | null>;
  close(): Promise<void>;
}

/**
 * `all`: every case. `place`: for a store that keeps what another one keeps, but elsewhere, the cases that depend on
 * where it lies; what becomes of a batch is proven where `all` run.
 */
export type Cases = "all" | "place";

export type GetWorld = () => TrackerWorld;

/** The issue of a number, which must be there. */
export async function readIssue(tracker: Tracker, number: number): Promise<Issue> {
  const { issues } = await tracker.read();
  const issue = issues.find((candidate) => candidate.number === number);
  if (issue === undefined) throw new Error(`there is no issue #${number}`);
  return issue;
}

export async function expectNothingWritten(world: TrackerWorld, work: () => Promise<unknown>): Promise<void> {
  const before = await (await world.open()).read();
  await work();
  expect(await (await world.open()).read()).toEqual(before);
}
