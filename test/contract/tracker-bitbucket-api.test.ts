/** The contract for issues behind an API. What it cannot do is left out, each with its reason. */
import { afterEach, beforeEach, describe } from "vitest";
import { type ApiWorld, startApiWorld } from "../support/api-worlds.ts";
import { describeComments } from "./tracker-comments.ts";
import { describePlans } from "./tracker-plans.ts";
import { describeRaces } from "./tracker-races.ts";
import { describeTargets } from "./tracker-targets.ts";
import { describeWrites } from "./tracker-writes.ts";

const noNames = "an API does not create milestones, components and versions";
const noFiles = "an API has no files that a person could break";
const noTombstones = "what is deleted behind an API is gone, with its number";

const leftOut: Readonly<Record<string, string>> = {
  "reads back every field, the owner, the base and the spec's own word": noNames,
  "says which comments cannot be read": noFiles,
  "keeps attachments, each once, and the commits that acted":
    "an API takes a file with its content: see files.test.ts",
  "keeps the number of a deleted issue, and brings it back under it": noTombstones,
  "changes comments of an issue that the same batch brings back": noTombstones,
};

describe("tracker: Issues API", () => {
  let world: ApiWorld;
  beforeEach(async (context) => {
    world = await startApiWorld();
    for (const name of ["lee", "robin"]) {
      const user = world.cloud.addUser(name);
      world.cloud.addRepository(`acme/of-${name}`, { rights: [[user, "read"]] });
    }
    // The API only reads them: they must be there.
    world.cloud.addNames(world.fullName, {
      milestones: ["Checkout", "Payment", "Q1", "Returns", "Q1 2026", "Q2 2026"],
      components: ["Shop", "Backend", "Frontend"],
      versions: ["1.0", "v1.0"],
    });
    const reason = leftOut[context.task.name];
    if (reason === undefined) return;
    console.log(`left out: ${context.task.name}: ${reason}`);
    context.skip(reason);
  });
  afterEach(() => world.close());

  const getWorld = () => ({
    open: async () => world.open(),
    edit: () => Promise.reject(new Error(noFiles)),
    text: () => Promise.reject(new Error(noFiles)),
    close: async () => undefined,
  });
  describePlans(getWorld, "all");
  describeWrites(getWorld, "all");
  describeComments(getWorld, "all");
  describeTargets(getWorld);
  describeRaces(getWorld, "all");
});
