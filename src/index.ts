/**
 * spectryn as a library: the use cases of the command, without a terminal.
 *
 * @example
 * ```ts
 * import { plan, apply } from "spectryn";
 * const planned = await plan({ paths: ["EPIC.md"], tracker: "local" });
 * if (planned.writes.length > 0) await apply({ paths: ["EPIC.md"], tracker: "local", plan: planned });
 * ```
 */
export type { Abilities, Ability } from "./core/abilities.ts";
export type { Fields, FieldValue, Link, Target } from "./core/issue/field.ts";
export type { Base, EpicEntry, Issue, Milestone, Owner, Snapshot, Unreadable } from "./core/issue/issue.ts";
export type { ItemType, Kind, LinkType, Priority, State } from "./core/issue/words.ts";
export type { Batch, Write } from "./core/issue/write.ts";
export type { Item } from "./core/item/item.ts";
export type { Place, Problem, Severity } from "./core/item/problem.ts";
export type { Change, ChangeOp, Plan, PlannedSpec, Subject } from "./core/plan/change.ts";
export type { FieldChange, FieldOutcome } from "./core/reconcile/reconcile.ts";
export { type ErrorCode, type ExitCode, errorCodes, exitCodes, SpectrynError } from "./errors.ts";
export type { Outcome, PastSync, Tracker } from "./ports/tracker.ts";
export { BitbucketAdapter } from "./sync/adapter/adapter.ts";
export type { BitbucketOptions } from "./sync/adapter/connection.ts";
export type {
  AdapterAttachment,
  AdapterComment,
  AdapterIssue,
  AdapterIssueWithContent,
  IssueKey,
  IssueValues,
  NamedId,
  Verified,
} from "./sync/adapter/values.ts";
export {
  type ApplyOptions,
  type ApplyResult,
  apply,
  openTracker,
  type PlanOptions,
  plan,
  type TrackerOptions,
  type Validated,
  type ValidateOptions,
  validate,
} from "./sync/library.ts";
