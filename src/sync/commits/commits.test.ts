/** Keywords of commits from the main branch to the tracker, in a real repository. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { causesOf, makeLocalClone, twoStories, useClone } from "../../../test/support/commit-clones.ts";
import { type GitSandbox, makeGitSandbox } from "../../../test/support/git-sandbox.ts";
import { opsOf } from "../../../test/support/spec-run.ts";

let sandbox: GitSandbox;
beforeAll(() => {
  sandbox = makeGitSandbox();
});
afterAll(() => sandbox.remove());

const makeLocal = (name: string) => makeLocalClone(sandbox, name);

it("the first sync acts on nothing, the next on what came since, in its own commit", async () => {
  const shop = makeLocal("first");
  const first = shop.git("rev-parse", "--short=7", "HEAD");
  expect(causesOf(await shop.sync())).toEqual([]);
  expect(await shop.mark()).toBe(first);
  const [fix, see] = [shop.commit("Cards\n\nFixes #1"), shop.commit("see US-2, US-3")];
  const planned = await shop.plan();
  const causes = [`#1 ${fix} fixes #1`, `#2 ${see} see US-2`];
  expect(causesOf(planned)).toEqual(causes);
  expect(planned.notes).toEqual([`${see} see US-3: there is no such issue`]);
  expect(await shop.mark()).toBe(first);
  const before = Number(shop.git("rev-list", "--count", "spectryn"));
  expect(causesOf(await shop.sync({ plan: planned }))).toEqual(causes);
  expect(Number(shop.git("rev-list", "--count", "spectryn"))).toBe(before + 1);
  expect((await shop.issue(1)).fields.state).toBe("resolved");
  expect((await shop.issue(2)).commits).toMatchObject([{ action: "link" }]);
  expect(await shop.mark()).toBe(see);
  expect((await shop.sync()).writes).toEqual([]);
});

it("what people do afterwards stays, and commits without keywords cost no commit of the tracker", async () => {
  const shop = makeLocal("by-hand");
  await shop.sync();
  shop.commit("fixes #1");
  await shop.sync();
  await shop.setState(1, "closed");
  const [tip, mark] = [shop.git("rev-parse", "spectryn"), await shop.mark()];
  const last = shop.commit("nothing to see");
  expect((await shop.sync()).writes).toEqual([]);
  expect((await shop.commits({ since: "HEAD~2" })).changes).toEqual([]);
  expect([shop.git("rev-parse", "spectryn"), await shop.mark()]).toEqual([tip, mark]);
  expect((await shop.issue(1)).fields.state).toBe("closed");
  expect((await shop.commits()).branches).toMatchObject([{ name: "main", kind: "nothing", commits: 0 }]);
  const fix = shop.commit("fixes #2");
  await shop.sync();
  expect(await shop.mark()).toBe(fix);
  expect(last).not.toBe(fix);
});

it("a quiet sync costs no git call, whether the mark is the tracker's or this clone's", async () => {
  const shop = makeLocal("quiet");
  const ours = () =>
    shop.commands.filter((line) => /for-each-ref|merge-base|topo-order|cat-file -e/.test(line));
  await shop.sync();
  await shop.sync();
  expect(ours()).toEqual([]);
  shop.commit("nothing to see");
  await shop.sync();
  expect(ours()).not.toEqual([]);
  await shop.sync();
  expect(ours()).toEqual([]);
});

it("a plan that was looked at acts on its own commits only; the next sync on the others", async () => {
  const shop = makeLocal("confirmed");
  await shop.sync();
  const one = shop.commit("fixes #1");
  const seen = await shop.plan();
  const two = shop.commit("fixes #2");
  expect(causesOf(await shop.sync({ plan: seen }))).toEqual([`#1 ${one} fixes #1`]);
  expect(await shop.mark()).toBe(one);
  expect(causesOf(await shop.sync())).toEqual([`#2 ${two} fixes #2`]);
  await shop.setState(2, "open");
  const stale = await shop.plan();
  shop.commit("reopens #1");
  await shop.sync();
  expect((await shop.sync({ plan: stale })).writes).toEqual([]);
});

it("a sync of one story reads no commits and leaves the mark", async () => {
  const shop = makeLocal("story");
  await shop.sync();
  const mark = await shop.mark();
  shop.commit("fixes #1");
  expect(causesOf(await shop.sync({ story: "US-2" }))).toEqual([]);
  expect(await shop.mark()).toBe(mark);
  expect(opsOf(await shop.sync())).toEqual(["update #1", "pull #1"]);
});

it("brings the new state back into the spec in the same sync", async () => {
  const shop = makeLocal("both");
  sandbox.write(`${shop.cwd}/EPIC.md`, twoStories.replace("Cards\n", "Cards\n\n**Status:** In progress\n"));
  await shop.sync();
  shop.commit("fixes #1");
  await shop.sync({ direction: "both" });
  expect(shop.git("diff", "--unified=0", "EPIC.md")).toContain("+**Status:** Done");
  expect(await shop.issue(1)).toMatchObject({ fields: { state: "resolved" }, status: "Done" });
  expect((await shop.sync({ direction: "both" })).changes).toEqual([]);
});

it("a rewritten main branch acts on nothing, says so, and goes on from its new head", async () => {
  const shop = makeLocal("rewritten");
  shop.commit("two");
  await shop.sync();
  const [was, base] = [await shop.mark(), shop.git("rev-parse", "--short=7", "HEAD~1")];
  shop.git("reset", "--quiet", "--hard", "HEAD~1");
  const fix = shop.commit("fixes #1");
  const { notes, writes } = await shop.sync();
  expect(writes).toEqual([]);
  expect(notes).toEqual([
    `main was rewritten: it no longer holds ${was}, up to which its commits were read. None acted; the next scan starts at ${fix}. To read what is new: spectryn commits --since ${base}`,
  ]);
  expect((await shop.sync()).notes).toEqual([]);
  const next = shop.commit("fixes #2");
  expect(causesOf(await shop.sync())).toEqual([`#2 ${next} fixes #2`]);
  expect(causesOf(await shop.commits({ since: base }))).toEqual([`#1 ${fix} fixes #1`]);
});

it("a main branch that was only taken back keeps its mark", async () => {
  const shop = makeLocal("taken-back");
  await shop.sync();
  const fix = shop.commit("fixes #1");
  await shop.sync();
  shop.git("reset", "--quiet", "--hard", "HEAD~1");
  const { notes, writes } = await shop.sync();
  expect([notes, writes]).toEqual([[], []]);
  expect(await shop.mark()).toBe(fix);
  // The same with a mark that only this clone has.
  const own = makeLocal("taken-back-own");
  await own.sync();
  for (const message of ["one", "two"]) own.commit(message);
  await own.sync();
  own.git("reset", "--quiet", "--hard", "HEAD~1");
  expect((await own.commits()).branches).toMatchObject([{ kind: "nothing", commits: 0 }]);
});

it("reads the branches that are configured, and none of an empty list", async () => {
  const shop = makeLocal("configured");
  shop.git("branch", "release/1");
  const branches = useClone(sandbox, shop.cwd, { SPECTRYN_TRANSITION_BRANCHES: "release/1,gone" });
  await branches.sync();
  const one = shop.commit("fixes #1");
  expect((await branches.plan()).changes).toEqual([]);
  shop.git("branch", "--force", "release/1", "main");
  expect(causesOf(await branches.plan())).toEqual([`#1 ${one} fixes #1`]);
  sandbox.write(`${shop.cwd}/.spectryn.yaml`, "transition_branches: []\n");
  expect((await shop.plan()).changes).toEqual([]);
  await expect(shop.commits()).rejects.toThrow("transition_branches is empty");
  sandbox.write(`${shop.cwd}/.spectryn.yaml`, "transition_branches: [trunk]\n");
  await expect(shop.commits()).rejects.toThrow(
    "there is no main branch here: refs/heads was searched for trunk",
  );
});

it("a dry run writes nothing; a revision that is none is an error", async () => {
  const shop = makeLocal("dry");
  await shop.sync();
  const fix = shop.commit("fixes #1");
  const dry = await shop.commits({ isDryRun: true });
  expect([causesOf(dry), dry.isWritten]).toEqual([[`#1 ${fix} fixes #1`], false]);
  expect((await shop.issue(1)).fields.state).toBe("new");
  await expect(shop.commits({ since: "no-such" })).rejects.toMatchObject({ code: "usage" });
  await expect(shop.commits({ since: "--all" })).rejects.toMatchObject({ code: "usage" });
  const done = await shop.commits();
  expect([causesOf(done), done.isWritten, done.branches[0]?.commits]).toEqual([causesOf(dry), true, 1]);
  expect((await shop.issue(1)).fields.state).toBe("resolved");
});
