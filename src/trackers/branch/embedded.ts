/** The embedded tracker outside of a git repository: a bare repository that is made by its first write. */
import type { Snapshot } from "../../core/issue/issue.ts";
import { indexOf } from "../../core/issue/issue-index.ts";
import { statKind } from "../../fs/files.ts";
import { createBareRepository, type GitContext } from "../../git/repository.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { branchAbilities } from "./abilities.ts";
import { openLocalTracker } from "./adapter.ts";
import type { BranchOptions } from "./home.ts";
import { issuePath } from "./layout.ts";
import { noIds } from "./state.ts";

const nothing: Snapshot = {
  tip: null,
  tracker: null,
  issues: [],
  milestones: [],
  components: [],
  versions: [],
  specs: {},
  scanned: {},
  unreadable: [],
  unpublished: 0,
  conflicts: [],
  offline: null,
  notes: [],
};

/** `prepare` makes the folder that holds `path`. Reading a tracker that does not exist yet leaves no trace. */
export async function openEmbeddedTracker(
  path: string,
  context: GitContext,
  options: BranchOptions,
  prepare: () => Promise<unknown>,
): Promise<Tracker> {
  let opened: Tracker | null = null;
  const open = async (): Promise<Tracker> => {
    opened ??= openLocalTracker(await createBareRepository(path, context), options);
    return opened;
  };
  if ((await statKind(path)) !== "missing") return open();
  const make = async () => {
    await prepare();
    return open();
  };
  return {
    name: options.name,
    abilities: branchAbilities,
    repository: options.repository,
    fileOf: (issue) => ({ branch: options.branch, path: issuePath(issue) }),
    read: async () => opened?.read() ?? nothing,
    readVersion: async () => opened?.readVersion() ?? null,
    startReading: () => opened?.startReading() ?? (() => {}),
    readNames: async () => opened?.readNames() ?? { ...nothing, ids: noIds },
    readIndex: async () => opened?.readIndex() ?? indexOf(nothing, async () => new Map()),
    readIssue: async (number) => opened?.readIssue(number) ?? null,
    readText: async (...asked) => opened?.readText(...asked) ?? null,
    readHistory: async (scope) => opened?.readHistory(scope) ?? [],
    readComments: async (...asked) => opened?.readComments(...asked) ?? new Map(),
    findSync: async (...asked) => opened?.findSync(...asked) ?? null,
    exclusive: async (work) => (await make()).exclusive(work),
    putFiles: async (files) => (await make()).putFiles(files),
    readFiles: async (hashes, take) => opened?.readFiles(hashes, take) ?? hashes,
    otherFiles: async () => [],
    commit: async (batch) => (await make()).commit(batch),
  };
}
