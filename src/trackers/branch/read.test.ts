import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../../test/support/git-sandbox.ts";
import { create, update, write } from "../../../test/support/tracker-builders.ts";
import { branchOptions } from "../../../test/support/tracker-worlds.ts";
import type { Repository } from "../../git/git.ts";
import { openLocalTracker } from "./adapter.ts";

let sandbox: GitSandbox;
let repo: Repository;
const open = () => openLocalTracker(repo, branchOptions());

beforeEach(async () => {
  sandbox = makeGitSandbox();
  repo = await sandbox.open(sandbox.init("shop"));
});
afterEach(() => sandbox.remove());

const texts = { description: "As a user\n\nI want to pay.", criteria: "- [ ] it works", points: 3 };
const creates = Array.from({ length: 5000 }, (_, index) => create(`US-${index}`, texts));

describe("reading a large tracker", () => {
  it("gives the same with and without the cache, and never an outdated record", async () => {
    await write(open(), creates);
    const first = await open().read();
    expect(sandbox.git(["status", "--porcelain", "--ignored"], sandbox.path("shop"))).toBe("");
    expect(await open().read()).toEqual(first);
    await write(open(), [update(7, { points: 8 }), { op: "delete", number: 9 }]);
    const cached = await open().read();
    expect(cached.issues[6]!.fields.points).toBe(8);
    sandbox.write(sandbox.path("shop", ".git", "spectryn", "issues-cache.json"), '{"version":1,"keys":[');
    expect(await open().read()).toEqual(cached);
  });

  it("costs a fraction once it was read", async () => {
    await write(open(), creates);
    const time = async () => {
      const started = performance.now();
      await open().read();
      return performance.now() - started;
    };
    const first = await time();
    const later = Math.min(await time(), await time(), await time());
    expect(later).toBeLessThan(first / 2);
  });
});
