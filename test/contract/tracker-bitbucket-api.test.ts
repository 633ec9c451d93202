/** The part of the contract that holds for issues behind an API: what it cannot do is left out, and said. */
import { afterEach, beforeEach, describe } from "vitest";
import { type ApiWorld, startApiWorld } from "../support/api-worlds.ts";
import { describePlans } from "./tracker-plans.ts";

describe("tracker: Issues API", () => {
  let world: ApiWorld;
  beforeEach(async () => {
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
  });
  afterEach(() => world.close());

  describePlans(() => ({
    open: async () => world.open(),
    edit: () => Promise.reject(new Error("an API has no files")),
    text: () => Promise.reject(new Error("an API has no files")),
    close: async () => undefined,
  }));
});
