import { chmodSync, readFileSync, writeFileSync } from "node:fs";
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
    const cache = sandbox.path("shop", ".git", "spectryn", "issues-cache.json");
    const whole = readFileSync(cache, "utf8");
    for (const damaged of ['{"version":1,"keys":[', whole.slice(0, whole.length / 2), `${whole}{}\n`]) {
      sandbox.write(cache, damaged);
      expect(await open().read()).toEqual(cached);
    }
  });

  it("asks git for no issue's text again once it was read", async () => {
    await write(open(), creates);
    const asked = sandbox.write(sandbox.path("asked"), "");
    const others = sandbox.env["PATH"];
    const script = `#!/bin/sh\nPATH='${others}'\ncase "$*" in\n*cat-file*) tee -a '${asked}' | git "$@" ;;\n*) exec git "$@" ;;\nesac\n`;
    chmodSync(sandbox.write(sandbox.path("bin", "git"), script), 0o755);
    repo = { ...repo, env: { ...repo.env, PATH: `${sandbox.path("bin")}:${others}` } };
    const countAsked = async () => {
      writeFileSync(asked, "");
      await open().read();
      return readFileSync(asked, "utf8").split("\n").length;
    };
    expect(await countAsked()).toBeGreaterThan(creates.length);
    expect(await countAsked()).toBeLessThan(10);
  });
});
