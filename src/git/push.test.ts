import { describe, expect, it } from "vitest";
import { commitTo, startShop } from "../../test/support/git-worlds.ts";
import { fetchBranch, pushCommit } from "./remote.ts";

const tracking = "refs/remotes/origin/spectryn";

describe("compare-and-swap", () => {
  it("answers moved when somebody published first, and the winner's commit stays", async () => {
    const { server, openClone } = await startShop();
    const [one, two] = [await openClone("one"), await openClone("two")];
    const base = await commitTo(one, null, { "a.md": "1" });
    await pushCommit(one, "origin", "spectryn", base, null);
    await fetchBranch(two, "origin", "spectryn", tracking);
    const winner = await commitTo(one, base, { "b.md": "winner" });
    const loser = await commitTo(two, base, { "b.md": "loser" });
    expect(await pushCommit(one, "origin", "spectryn", winner, base)).toBe("done");
    expect(await pushCommit(two, "origin", "spectryn", loser, base)).toBe("moved");
    expect(server.git("shop", ["rev-parse", "spectryn"])).toBe(winner);
  });

  it("answers moved when a new branch exists already", async () => {
    const { server, openClone } = await startShop();
    const [one, two] = [await openClone("one"), await openClone("two")];
    const first = await commitTo(one, null, { "a.md": "1" });
    const other = await commitTo(two, null, { "a.md": "2" });
    expect(await pushCommit(one, "origin", "spectryn", first, null)).toBe("done");
    expect(await pushCommit(two, "origin", "spectryn", other, null)).toBe("moved");
    expect(server.git("shop", ["rev-parse", "spectryn"])).toBe(first);
  });

  it("answers moved, and publishes nothing, when the branch was rewound or deleted meanwhile", async () => {
    const { server, openClone } = await startShop();
    const one = await openClone("one");
    const first = await commitTo(one, null, { "a.md": "1" });
    const second = await commitTo(one, first, { "a.md": "2" });
    const third = await commitTo(one, second, { "a.md": "3" });
    await pushCommit(one, "origin", "spectryn", second, null);
    server.git("shop", ["update-ref", "refs/heads/spectryn", first]);
    expect(await pushCommit(one, "origin", "spectryn", third, second)).toBe("moved");
    server.git("shop", ["update-ref", "-d", "refs/heads/spectryn"]);
    expect(await pushCommit(one, "origin", "spectryn", third, second)).toBe("moved");
    expect(server.git("shop", ["for-each-ref"])).toBe("");
  });

  it("lets exactly one of many simultaneous pushes win", async () => {
    const { server, openClone } = await startShop();
    const clones = await Promise.all([1, 2, 3, 4, 5, 6].map((name) => openClone(`c${name}`)));
    const commits = await Promise.all(
      clones.map((repo, index) => commitTo(repo, null, { "a.md": `${index}` })),
    );
    const answers = await Promise.all(
      clones.map((repo, index) => pushCommit(repo, "origin", "spectryn", commits[index]!, null)),
    );
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(server.git("shop", ["rev-parse", "spectryn"])).toBe(commits[answers.indexOf("done")]);
  });
});

describe("compare-and-swap at its edges", () => {
  it("answers moved when the server's ref is locked", async () => {
    const { server, sandbox, openClone } = await startShop();
    const one = await openClone("one");
    const first = await commitTo(one, null, { "a.md": "1" });
    sandbox.write(`${server.root}/shop.git/refs/heads/spectryn.lock`, "");
    expect(await pushCommit(one, "origin", "spectryn", first, null)).toBe("moved");
  });

  it("is done when the commit is there already: a repeat after an unknown outcome", async () => {
    const { server, openClone } = await startShop();
    const one = await openClone("one");
    const first = await commitTo(one, null, { "a.md": "1" });
    server.fault = (request) => (request.method === "POST" ? "drop-answer" : null);
    await expect(pushCommit(one, "origin", "spectryn", first, null)).rejects.toMatchObject({
      code: "network",
    });
    server.fault = null;
    expect(server.git("shop", ["rev-parse", "spectryn"])).toBe(first);
    expect(await pushCommit(one, "origin", "spectryn", first, null)).toBe("done");
  });

  it("refuses to push a commit that does not descend from what it expects", async () => {
    const { server, openClone } = await startShop();
    const one = await openClone("one");
    const first = await commitTo(one, null, { "a.md": "1" });
    const other = await commitTo(one, null, { "a.md": "2" });
    await expect(pushCommit(one, "origin", "spectryn", other, first)).rejects.toMatchObject({
      code: "internal",
    });
    expect(server.requests).toHaveLength(0);
  });

  it("pushes one branch only from a clone whose remote is a mirror", async () => {
    const { server, sandbox, openClone } = await startShop();
    const one = await openClone("one");
    const first = await commitTo(one, null, { "a.md": "1" });
    await pushCommit(one, "origin", "keep", first, null);
    sandbox.git(["config", "remote.origin.mirror", "true"], one.workTree!);
    expect(await pushCommit(one, "origin", "spectryn", first, null)).toBe("done");
    const refs = server.git("shop", ["for-each-ref", "--format=%(refname)"]);
    expect(refs.split("\n")).toEqual(["refs/heads/keep", "refs/heads/spectryn"]);
  });
});
