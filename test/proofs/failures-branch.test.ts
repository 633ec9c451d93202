/** What happens to the tracker's branch as a whole: rewound, replaced, deleted, somebody else's, newer. */
import { chmodSync, cpSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { commandAfter, failure, useFailureWorlds, usualTitles } from "../support/failure-table.ts";
import { type FailureWorld, syncs } from "../support/failure-world.ts";

const world = useFailureWorlds();

const withGifts = [...usualTitles, "Gift cards"];

/** One issue more, published by a commit of its own. */
async function syncedTwice(): Promise<FailureWorld> {
  const here = world();
  expect((await here.run(`printf '\n### US-3: Gift cards\n' >>EPIC.md && ${syncs}`)).code).toBe(0);
  return here;
}

async function rewound(): Promise<FailureWorld> {
  const here = await syncedTwice();
  here.remote("update-ref", "refs/heads/spectryn", "refs/heads/spectryn~1");
  return here;
}

/** Another tracker of the same name took the place of the branch. */
async function replaced(): Promise<FailureWorld> {
  const [here, other] = [world(), world("empty")];
  await other.sync();
  here.remote("fetch", "--quiet", join(here.server.root, `${other.name}.git`), "+spectryn:spectryn");
  return here;
}

async function deleted(): Promise<FailureWorld> {
  const here = world();
  here.remote("update-ref", "-d", "refs/heads/spectryn");
  return here;
}

type Way = "Bring it back: " | "or accept it as it is: ";

async function takeWay(here: FailureWorld, way: Way) {
  const ran = await here.run(commandAfter(await here.sync(), way));
  expect(ran.code, ran.output).toBe(0);
}

const lost: readonly (readonly [string, () => Promise<FailureWorld>, readonly string[]])[] = [
  ["the branch was force-pushed to an older state", rewound, withGifts],
  ["the branch was replaced by another tracker", replaced, usualTitles],
  ["the branch was deleted", deleted, usualTitles],
  [
    "the branch was force-pushed, and your own git fetch saw it first",
    async () => {
      const here = await rewound();
      await here.git("fetch", "--quiet");
      return here;
    },
    withGifts,
  ],
  [
    "the branch was deleted, and your own git fetch --prune saw it first",
    async () => {
      const here = await deleted();
      await here.git("fetch", "--quiet", "--prune");
      return here;
    },
    usualTitles,
  ],
  [
    "git push --mirror from an ordinary clone deleted the branch",
    async () => {
      const here = world();
      const other = await here.another("mirror");
      expect((await here.run("git push --quiet --mirror", {}, other)).code).toBe(0);
      return here;
    },
    usualTitles,
  ],
];

for (const [happened, make, titles] of lost) {
  failure(happened, async ({ told, settled }) => {
    for (const way of ["Bring it back: ", "or accept it as it is: "] as const) {
      const here = await make();
      const before = await here.git("rev-parse", "refs/heads/spectryn");
      told(await here.sync());
      told(await here.plan());
      await takeWay(here, way);
      await settled(here, titles);
      // Whichever way: what this clone knew can still be found.
      expect(await here.git("for-each-ref", "--format=%(refname)", "--contains", before)).not.toBe("");
    }
  });
}

failure("two people begin the tracker at the same moment", async ({ told, settled }) => {
  const here = world("empty");
  const other = await here.another("second");
  const both = await Promise.all([here.sync(), here.run(syncs, {}, other)]);
  for (const ran of both) told(ran);
  const after = await here.run(syncs, {}, other);
  expect(after.output).toContain("Nothing to do. 3 items, 0 changes.");
  await settled(here);
});

failure("a clone of one tracker meets another", async ({ told, settled }) => {
  const here = await replaced();
  // What this clone has was published at another remote, and it never looked at this one.
  const moved =
    await here.run(`git remote rename origin old && git update-ref -d refs/spectryn/seen/origin/spectryn
    git remote set-url old ${here.url}.gone && git remote add origin ${here.url}
    printf 'bitbucket:\\n  remote: origin\\n' >>.spectryn.yaml`);
  expect(moved.code, moved.output).toBe(0);
  const ran = await here.sync();
  told(ran);
  const aside = await here.run(commandAfter(ran, "Put the one here aside: "));
  expect(aside.code, aside.output).toBe(0);
  await settled(here);
});

failure("spectryn is already the name of an ordinary branch", async ({ told, settled }) => {
  const here = world("empty");
  here.remote("branch", "spectryn", "main");
  told(await here.sync());
  here.shell.write(join(here.clone, ".spectryn.yaml"), "tracker: bitbucket\nbitbucket:\n  branch: issues\n");
  expect((await here.sync()).output).toContain("Written and read back");
  here.remote("update-ref", "refs/heads/spectryn", "refs/heads/issues");
  await settled(here);
});

failure("the tracker was written by a newer spectryn", async ({ told, settled }) => {
  const here = world();
  const file = here.read("tracker.json");
  here.commit({ "tracker.json": file.replace('"schema": 1', '"schema": 2') });
  told(await here.plan());
  expect((await here.run("spectryn issue list")).output).toContain("2 issues");
  expect((await here.run("spectryn status")).stderr).toContain("it is read only");
  await here.run("sed -i 's/Pay later/Pay by invoice/' EPIC.md");
  expect((await here.plan()).stdout).toContain("Pay later -> Pay by invoice");
  const refused = await here.sync();
  expect(refused.stderr).toContain("error: the tracker has schema 2, this version of spectryn writes 1");
  expect(refused.code).toBe(1);
  await settled(await withNewer(here), ["Pay by card", "Pay by invoice"]);
});

/** What stands in for the version that is not there yet: this one, told that it knows the next schema. */
async function withNewer(here: FailureWorld): Promise<FailureWorld> {
  const { shell } = here;
  const dist = shell.path("newer", "dist");
  cpSync(resolve(import.meta.dirname, "../../dist"), dist, { recursive: true });
  shell.write(shell.path("newer", "package.json"), '{"type": "module"}');
  // Minified: the two places that compare a tracker's schema with the one that this version knows.
  const compare = String.raw`schema<=1\)|return (\w+)<=1\?\[\]`;
  const change = String.raw`s/schema<=1\)/schema<=2)/; s/return (\w+)<=1\?\[\]/return \1<=2?[]/`;
  const changed = await shell.run(`grep -lE '${compare}' *.cjs | xargs sed -i -E '${change}'`, { cwd: dist });
  expect(changed.code, changed.output).toBe(0);
  const program = shell.write(shell.path("newer", "bin", "spectryn"), "");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${join(dist, "bin.cjs")}" "$@"\n`, {
    mode: 0o755,
  });
  chmodSync(program, 0o755);
  const PATH = `${shell.path("newer", "bin")}:${shell.env["PATH"]}`;
  return { ...here, sync: () => here.sync({ PATH }) };
}

failure("a work tree has the branch checked out", async ({ told, settled }) => {
  const here = world();
  const other = `${here.clone}-tree`;
  await here.run(
    `git worktree add --quiet ${other} spectryn && sed -i 's/Pay later/Pay by invoice/' EPIC.md`,
  );
  const ran = await here.sync();
  told(ran);
  const left = await here.run(commandAfter(ran, "Let that work tree go of the branch: "));
  expect(left.code, left.output).toBe(0);
  await settled(here, ["Pay by card", "Pay by invoice"]);
});

failure("this clone and the shared branch changed one field differently", async ({ told, settled }) => {
  const here = world();
  const other = `${here.clone}-tree`;
  await here.run(`git worktree add --quiet ${other} spectryn
    sed -i 's/^title: "Pay later"/title: "Pay never"/; s/^# #2 .*/# #2 Pay never/' ${other}/issues/0/2.md
    sed -i 's/^kind: .*/kind: "bug"/' ${other}/issues/0/1.md
    git -C ${other} commit --quiet --all --message mine && git worktree remove ${other}`);
  here.commit({ "issues/0/2.md": here.read("issues/0/2.md").replaceAll("Pay later", "Pay by invoice") });
  await here.run("sed -i 's/Pay later/Pay by invoice/' EPIC.md");
  const ran = await here.sync();
  told(ran);
  const way = commandAfter(ran, "to take what is published in place of this clone's side: ");
  const settledBy = await here.run(way);
  expect(settledBy.code, settledBy.output).toBe(0);
  // What contradicted nothing was published all the same, and this clone's side is still there.
  expect(here.read("issues/0/1.md")).toContain('kind: "bug"');
  expect(await here.git("show", "spectryn-mine:issues/0/2.md")).toContain("Pay never");
  await here.run("spectryn sync EPIC.md --execute --direction both");
  await settled(here, ["Pay by card", "Pay by invoice"]);
});
