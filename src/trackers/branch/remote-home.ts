import type { Repository } from "../../git/git.ts";
import type { BranchOptions, Home } from "./home.ts";
import { makeLocalHome } from "./local-home.ts";

export function makeRemoteHome(repo: Repository, _remote: string, options: BranchOptions): Home {
  return makeLocalHome(repo, options.branch);
}
