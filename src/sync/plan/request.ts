/** What somebody wants a plan of. */
import type { Prefer } from "../../core/reconcile/reconcile.ts";
import type { Settings } from "../../core/settings.ts";
import type { Forge } from "../../ports/forge.ts";
import type { KeywordSource } from "../commits/main-branch.ts";

export interface PlanRequest {
  /** Files and directories as typed; none: the default spec. */
  readonly paths: readonly string[];
  readonly settings: Settings;
  /** One story by key or `#ref`; `null` for everything. */
  readonly story: string | null;
  readonly prefer: Prefer;
  /** Commits whose keywords act along with the specs; `null`: none. */
  readonly keywords: KeywordSource | null;
  /** Asked for people that the tracker does not know, when a plan is to name them. */
  readonly forge?: Forge | null;
}
