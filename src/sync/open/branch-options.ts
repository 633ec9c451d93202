/** What the branch store takes from the configuration and the surroundings. */
import type { Config } from "../../config/config.ts";
import type { Runtime } from "../../ports/runtime.ts";
import type { BranchOptions } from "../../trackers/branch/home.ts";

export function branchOptions(
  place: Pick<BranchOptions, "name" | "repository">,
  { bitbucket }: Config,
  { clock, newId, log, tell }: Runtime,
) {
  const { branch, commit_message: message } = bitbucket;
  return { ...place, branch, clock, newId, log, tell, message, reporter: null, network: "required" as const };
}
