/** A clone whose tracker asks no network, and what is written in it before the remote hears of it. */
import { expect, onTestFinished } from "vitest";
import type { Fields } from "../../src/core/issue/field.ts";
import type { CreateIssue, PutComment } from "../../src/core/issue/write.ts";
import type { Repository } from "../../src/git/git.ts";
import type { Tracker } from "../../src/ports/tracker.ts";
import { openRemoteTracker } from "../../src/trackers/branch/adapter.ts";
import type { BranchOptions } from "../../src/trackers/branch/home.ts";
import { countingIds, create, write } from "./tracker-builders.ts";
import { branchOptions, makeRemoteWorld } from "./tracker-worlds.ts";

export async function startUnpublished() {
  const world = await makeRemoteWorld();
  onTestFinished(() => world.close());
  const repo = await world.clone();
  return {
    world,
    repo,
    tracker: open(repo, "never"),
    /** Publishes what the clone has and gives what was renamed. */
    async publish(where: Repository = repo) {
      const online = open(where, "required", "01zz");
      const { renamed, isUnpublished } = await write(online, []);
      expect(isUnpublished).toBe(false);
      expect((await online.read()).unpublished).toBe(0);
      return renamed;
    },
    /** What everybody else sees. */
    shared: async () => (await world.open()).read(),
  };
}

export function open(where: Repository, network: BranchOptions["network"], prefix = "01kc"): Tracker {
  return openRemoteTracker(where, "origin", { ...branchOptions({ newId: countingIds(prefix) }), network });
}

export function issue(title: string, fields: Fields = {}): CreateIssue {
  return create("", { ...fields, title }, { owner: null, type: null, base: null });
}

export function comment(number: number, text: string): PutComment {
  return { op: "comment", issue: number, id: null, author: "dana", text, entry: null, isFromSpec: false };
}
