/** A version that was synced before it was committed, and left in the ways that git has for it. Real clones. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CommitClone,
  makeLocalClone,
  twoStories,
  useClone,
} from "../../../test/support/commit-clones.ts";
import { type GitSandbox, makeGitSandbox } from "../../../test/support/git-sandbox.ts";
import { apply, plan } from "../library.ts";

let sandbox: GitSandbox;
beforeAll(() => {
  sandbox = makeGitSandbox();
});
afterAll(() => sandbox.remove());

const write = (clone: CommitClone, text: string) => sandbox.write(`${clone.cwd}/EPIC.md`, text);
const synced = twoStories.replace("Cards", "Card payment");
/** The committed version with an edit of another story. */
const edited = twoStories.replace("Invoices", "Bills");

async function makeSynced(name: string): Promise<CommitClone> {
  const clone = makeLocalClone(sandbox, name);
  await clone.sync();
  return clone;
}

async function told(clone: CommitClone): Promise<string[]> {
  const { specs, changes } = await clone.plan();
  return [
    `${specs[0]!.behind} behind`,
    ...changes.map(({ op, subject, fields }) =>
      [op, subject.key, ...fields.map(({ field }) => field)].join(" "),
    ),
  ];
}

describe("is not reverted by an edit of something else", () => {
  it.each<[how: string, leave: (clone: CommitClone) => void]>([
    [
      "after the branch was left on which it was committed",
      (clone) => {
        clone.git("commit", "--quiet", "--all", "--message", "feature");
        clone.git("switch", "--quiet", "main");
      },
    ],
    ["after git restore", (clone) => clone.git("restore", "EPIC.md")],
    ["after git stash", (clone) => clone.git("stash", "--quiet")],
    [
      "after its commit was taken back",
      (clone) => {
        clone.git("commit", "--quiet", "--all", "--message", "feature");
        clone.git("reset", "--quiet", "--hard", "HEAD~1");
      },
    ],
  ])("%s", async (how, leave) => {
    const clone = await makeSynced(how);
    clone.git("switch", "--quiet", "--create", "feature");
    write(clone, synced);
    await clone.sync();
    leave(clone);
    write(clone, edited);
    expect(await told(clone)).toEqual(["1 behind", "update US-2 title", "pull US-1 title"]);
    // Committed too, which moves HEAD on from where it was synced.
    clone.git("commit", "--quiet", "--all", "--message", "other");
    expect(await told(clone)).toEqual(["1 behind", "update US-2 title", "pull US-1 title"]);
  });

  it("also where others came back to what is committed", async () => {
    const clone = await makeSynced("came-back");
    const tree = `${clone.cwd}-other`;
    clone.git("worktree", "add", "--quiet", "--detach", tree, "HEAD");
    write(clone, synced);
    await clone.sync();
    await useClone(sandbox, tree).sync({ prefer: "spec", force: true });
    write(clone, synced.replace("Invoices", "Bills"));
    expect(await told(clone)).toEqual(["1 behind", "update US-2 title", "pull US-1 title"]);
  });
});

describe("is what the file was built on", () => {
  it.each([
    ["where it is edited elsewhere", synced.replace("Invoices", "Bills"), ["update US-2 title"]],
    ["where the same line is changed again", twoStories.replace("Cards", "Paying"), ["update US-1 title"]],
  ])("%s", async (how, text, changes) => {
    const clone = await makeSynced(how);
    write(clone, synced);
    await clone.sync();
    write(clone, text);
    expect(await told(clone)).toEqual(["0 behind", ...changes]);
    clone.git("commit", "--quiet", "--all", "--message", "later");
    expect(await told(clone)).toEqual(["0 behind", ...changes]);
  });
});

it("is known to whoever synced the same bytes and found nothing to do", async () => {
  const clone = await makeSynced("same-bytes");
  const tree = `${clone.cwd}-other`;
  clone.git("worktree", "add", "--quiet", "--detach", tree, "HEAD");
  const other = useClone(sandbox, tree);
  for (const title of ["Card payment", "Card payments"]) {
    for (const one of [clone, other]) {
      write(one, twoStories.replace("Cards", title));
      await one.sync();
    }
  }
  write(other, twoStories.replace("Cards", "Paying"));
  expect(await told(other)).toEqual(["0 behind", "update US-1 title"]);
});

describe("a spec that was synced before it was ever committed, and is gone", () => {
  const make = async (name: string) => {
    const clone = await makeSynced(name);
    const options = { cwd: clone.cwd, env: sandbox.env, paths: ["."] };
    clone.git("switch", "--quiet", "--create", "feature");
    sandbox.write(`${clone.cwd}/MORE.md`, "# EPIC-9: More\n\n### US-9: Later\n");
    await apply(options);
    return { clone, orphans: async () => (await plan(options)).changes.map(({ op }) => op) };
  };

  it("was taken away where nobody has it", async () => {
    const { clone, orphans } = await make("taken");
    rmSync(`${clone.cwd}/MORE.md`);
    expect(await orphans()).toContain("orphan");
  });

  it("is on another branch", async () => {
    const { clone, orphans } = await make("elsewhere");
    clone.git("add", ".");
    clone.git("commit", "--quiet", "--message", "feature");
    clone.git("switch", "--quiet", "main");
    expect(await orphans()).not.toContain("orphan");
  });
});

describe("--prefer spec in a checkout that is behind", () => {
  /** Its own edit is of US-2, which the newer sync changed too. */
  const makeBehind = async (name: string, newer: string) => {
    const clone = await makeSynced(name);
    const tree = `${clone.cwd}-other`;
    clone.git("worktree", "add", "--quiet", "--detach", tree, "HEAD");
    write(clone, newer.replace("Invoices", "Bills"));
    clone.git("commit", "--quiet", "--all", "--message", "newer");
    await clone.sync();
    const behind = useClone(sandbox, tree);
    write(behind, twoStories.replace("Invoices", "Receipts"));
    return { behind, titleOf: async (number: number) => (await clone.issue(number)).fields.title };
  };

  it("takes nothing back that only the tracker changed, unless it is told to", async () => {
    const { behind, titleOf } = await makeBehind("prefer", synced);
    await expect(behind.sync({ prefer: "spec" })).rejects.toThrow(
      "EPIC.md is older than its last sync: --prefer spec takes back what only the tracker changed since (US-1 title)",
    );
    expect(await titleOf(1)).toBe("Card payment");
    await behind.sync({ prefer: "spec", force: true });
    expect(await titleOf(1)).toBe("Cards");
  });

  it("settles what both changed", async () => {
    const { behind, titleOf } = await makeBehind("settle", twoStories);
    await behind.sync({ prefer: "spec" });
    expect(await titleOf(2)).toBe("Receipts");
  });
});
