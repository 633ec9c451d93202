import { mkdirSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../test/support/git-sandbox.ts";
import { isTracked } from "./tracked.ts";

let sandbox: GitSandbox;
beforeEach(() => {
  sandbox = makeGitSandbox();
});
afterEach(() => sandbox.remove());

it("knows the files that git tracks, whatever their names and wherever it is asked from", async () => {
  const clone = sandbox.init("main");
  const tracked = ["a.yaml", "deep/.env", "[a]*.yaml", ":(top)b.yaml"].map((name) => `${clone}/${name}`);
  for (const path of tracked) sandbox.write(path, "x\n");
  sandbox.git(["--literal-pathspecs", "add", "--", ...tracked], clone);
  const others = ["new.yaml", "aa.yaml", "[a]x.yaml"].map((name) => sandbox.write(`${clone}/${name}`, "x\n"));
  mkdirSync(`${clone}/deep/er`);
  for (const place of [clone, `${clone}/deep/er`]) {
    const repo = await sandbox.open(place);
    for (const path of tracked) expect([path, await isTracked(repo, path)]).toEqual([path, true]);
    for (const path of others) expect([path, await isTracked(repo, path)]).toEqual([path, false]);
    expect(await isTracked(repo, sandbox.write(sandbox.path("outside.yaml"), "x\n"))).toBe(false);
  }
});
