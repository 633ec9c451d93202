/** Two people sync the same spec at the same moment from their clones, and two begin a tracker at the same moment. */
import { expect, it } from "vitest";
import { makeShell, type Shell } from "../support/built-command.ts";
import { runCommand } from "../support/command-process.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { kept, sized } from "../support/proof.ts";
import { type Audited, auditTracker } from "../support/tracker-audit.ts";

const rounds = sized(6, 100);
const beginnings = sized(3, 20);

interface World {
  readonly shell: Shell;
  readonly server: GitServer;
  /** Two clones of a repository with one commit. */
  clones(name: string): Promise<readonly [string, string]>;
  audit(name: string): Audited;
}

async function inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
  const shell = makeShell();
  const server = await startGitServer();
  const clones = async (name: string) => {
    const url = server.createRepository(`scm/shop/${name}`);
    const first = await shell.clone(url, `${name}-1`, "--template=");
    shell.git(["commit", "--quiet", "--allow-empty", "-m", "first"], first);
    await shell.gitOnline(["push", "--quiet", "origin", "HEAD:main"], first);
    return [first, await shell.clone(url, `${name}-2`, "--template=")] as const;
  };
  const audit = (name: string) => auditTracker(`${server.root}/scm/shop/${name}.git`);
  try {
    return await work({ shell, server, clones, audit });
  } finally {
    await server.close();
    shell.remove();
  }
}

const sync = ["sync", "EPIC.md", "--execute", "--yes", "--no-input"];

/** A story with a subtask and a comment for every second round; each round changes the texts. */
function spec(round: number): string {
  const story = (at: number) => `### US-${at}: Story ${at}

Text of ${at} in round ${round}.

#### Subtasks

| # | Title | Status |
|---|---|---|
| 1 | Part of ${at} | Planned |

#### Comments

> **@dana** (2026-01-15): about ${at}
`;
  const stories = Array.from({ length: Math.ceil(round / 2) }, (_, at) => story(at + 1));
  return `# EPIC-1: Checkout\n\n${stories.join("\n")}`;
}

/** Both at once; each must end well, without a second run. */
async function runBoth(
  { shell: { env } }: World,
  runs: readonly (readonly [string, readonly string[]])[],
): Promise<void> {
  const all = await Promise.all(runs.map(([cwd, args]) => runCommand(args, { cwd, env })));
  for (const { code, stdout, stderr } of all) expect(code, stderr + stdout).toBe(0);
}

/** Pushes that were tried. */
function pushes({ server }: World): number {
  return server.requests.filter(({ path }) => path.endsWith("info/refs?service=git-receive-pack")).length;
}

it(`${rounds} syncs of one spec from two machines at once make one issue for each item`, async () => {
  await inWorld(async (world) => {
    const pair = await world.clones("shop");
    let races = 0;
    for (let round = 1; round <= rounds; round += 1) {
      for (const clone of pair) world.shell.write(`${clone}/EPIC.md`, spec(round));
      const before = pushes(world);
      await runBoth(
        world,
        pair.map((clone) => [clone, sync]),
      );
      if (pushes(world) - before > 1) races += 1;
    }
    const { issues, comments, commits } = world.audit("shop");
    const stories = Math.ceil(rounds / 2);
    const wanted = Array.from({ length: stories }, (_, at) => [`Part of ${at + 1}`, `Story ${at + 1}`]);
    expect(issues.map(({ title }) => title).sort()).toEqual(wanted.flat().sort());
    expect(comments).toHaveLength(stories);
    expect(commits).toBe(rounds);
    const measured = `${rounds} rounds, ${races} of them races for the push: ${issues.length} issues, ${comments.length} comments, ${commits} commits, 0 doubled`;
    kept("two-machines", measured);
  });
});

it(`${beginnings} trackers that two machines begin at once are one tracker each`, async () => {
  await inWorld(async (world) => {
    let races = 0;
    for (let round = 1; round <= beginnings; round += 1) {
      const name = `new-${round}`;
      const [one, other] = await world.clones(name);
      for (const clone of [one, other]) world.shell.write(`${clone}/EPIC.md`, spec(2));
      world.shell.write(`${other}/OTHER.md`, "### OT-1: Of another spec\n\nText.\n");
      const [second, expected] = [
        [sync, ["Part of 1", "Story 1"]] as const,
        [
          ["sync", "OTHER.md", ...sync.slice(2)],
          ["Of another spec", "Part of 1", "Story 1"],
        ] as const,
        [
          ["issue", "create", "By hand"],
          ["By hand", "Part of 1", "Story 1"],
        ] as const,
      ][round % 3]!;
      const before = pushes(world);
      await runBoth(world, [
        [one, sync],
        [other, second],
      ]);
      if (pushes(world) - before > 1) races += 1;
      await runBoth(world, [
        [one, sync],
        [other, sync],
      ]);
      const { issues } = world.audit(name);
      expect(issues.map(({ title }) => title).sort()).toEqual([...expected]);
    }
    const measured = `${beginnings} trackers begun by two at once, ${races} races for the push: one root each, 0 lost, 0 doubled`;
    kept("begun-twice", measured);
  });
});
