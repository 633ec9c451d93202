/**
 * Writers are killed at random moments: the process alone (its git goes on without it), with all that it started, or
 * the server's git that works for it. Whoever was killed simply runs the same command again.
 */
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { startCommand } from "../support/command-process.ts";
import type { GitServer } from "../support/git-server.ts";
import { killAlone, killTree, waitForOrphans } from "../support/kill.ts";
import { kept, sized } from "../support/proof.ts";
import { makeRandom } from "../support/random.ts";
import { auditTracker } from "../support/tracker-audit.ts";
import {
  allTitles,
  type Crowd,
  inLanes,
  makeLocalCrowd,
  makeRemoteCrowd,
  runUntilDone,
  type Writer,
} from "../support/writers.ts";

/** Each writer's spec grows in so many steps. */
const steps = sized(2, 4);
const itemsPerStep = sized(3, 5);

let crowd: Crowd;
afterEach(() => crowd.close());

const random = makeRandom(Number(process.env["KILL_SEED"] ?? 11));

interface Toll {
  process: number;
  tree: number;
  server: number;
  /** Runs that ended with an error after a kill and were repeated. */
  failed: number;
}

const killed = ({ process, tree, server }: Toll) => process + tree + server;

/** Starts a sync and kills it after a random part of the time that a sync takes. */
async function syncAndKill(writer: Writer, usualMs: number, toll: Toll): Promise<void> {
  const { child, ended } = startCommand(writer.sync, { cwd: writer.cwd, env: crowd.shell.env });
  const moment = new Promise((done) => setTimeout(done, usualMs * (0.2 + random())));
  await Promise.race([moment, ended]);
  if (child.exitCode !== null) {
    if (child.exitCode !== 0) toll.failed += 1;
    return;
  }
  if (random() < 0.5) {
    killAlone(child.pid!);
    toll.process += 1;
  } else {
    await killTree(child.pid!);
    toll.tree += 1;
  }
  await ended;
}

/** Lets the server's git die in the middle of every eighth request or so. */
function killServers(server: GitServer, toll: Toll): void {
  server.fault = ({ method }) => {
    const isChosen = method === "POST" && random() < 0.12;
    return isChosen ? { killAfterMs: 25 * random(), onKilled: () => (toll.server += 1) } : null;
  };
}

async function underFire(width: number, wanted: number): Promise<Toll> {
  const toll: Toll = { process: 0, tree: 0, server: 0, failed: 0 };
  if (crowd.server !== null) killServers(crowd.server, toll);
  const usualMs = { now: 700 };
  const each = Math.ceil(wanted / (crowd.writers.length * steps));
  await inLanes(crowd.writers, width, async (writer) => {
    for (let step = 1; step <= steps; step += 1) {
      writer.write(step * itemsPerStep, step);
      const before = killed(toll);
      for (let round = 0; round < each && killed(toll) - before < each * width; round += 1) {
        await syncAndKill(writer, usualMs.now, toll);
      }
      const started = performance.now();
      toll.failed += await runUntilDone(crowd, writer, writer.sync);
      usualMs.now = (usualMs.now * 3 + Math.min(5000, performance.now() - started)) / 4;
    }
  });
  // Runs that ended before their kill left some of the toll open.
  for (let revision = steps + 1; killed(toll) < wanted; revision += 1) {
    await inLanes(crowd.writers, width, async (writer) => {
      if (killed(toll) >= wanted) return;
      writer.write(steps * itemsPerStep, revision);
      await syncAndKill(writer, usualMs.now, toll);
      toll.failed += await runUntilDone(crowd, writer, writer.sync);
    });
  }
  await waitForOrphans(crowd.shell.dir);
  return toll;
}

/** A host's own housekeeping: a lock on a ref whose receive-pack was killed is the host's to remove. */
function sweepHost(repository: string): () => number {
  let swept = 0;
  const lock = join(repository, "refs/heads/spectryn.lock");
  const timer = setInterval(() => {
    const { mtimeMs } = statSync(lock, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs === undefined || Date.now() - mtimeMs < 2000) return;
    rmSync(lock, { force: true });
    swept += 1;
  }, 500);
  return () => {
    clearInterval(timer);
    return swept;
  };
}

function expectWhole(): string {
  const { issues, commits } = auditTracker(crowd.repository);
  const wanted = allTitles(crowd.writers, steps * itemsPerStep);
  expect(issues.map(({ title }) => title).sort()).toEqual(wanted);
  for (const cwd of new Set(crowd.writers.map((writer) => writer.cwd))) {
    const files = readdirSync(join(cwd, ".git"), { recursive: true, encoding: "utf8" });
    expect(files.filter((path) => path.endsWith(".lock") || path.endsWith("/lock"))).toEqual([]);
    expect(crowd.shell.git(["status", "--porcelain", "--", ":!*spec-*.md", ":!team-*"], cwd)).toBe("");
  }
  return `${issues.length} issues in ${commits} commits, 0 lost, 0 doubled, 0 stuck`;
}

function tellToll({ process, tree, server, failed }: Toll): string {
  const ways = [
    `${process} of the process alone`,
    `${tree} with its children`,
    `${server} of the server's git`,
  ];
  return `${process + tree + server} kill -9 (${ways.join(", ")}), ${failed} failed runs repeated`;
}

it("clones of one server lose and double nothing under kill -9", async () => {
  crowd = await makeRemoteCrowd(sized(4, 40));
  const stop = sweepHost(crowd.repository);
  const toll = await underFire(sized(4, 8), sized(28, 350)).finally(stop);
  kept("killed-writers", `${tellToll(toll)}; ${expectWhole()}`);
});

it("processes of one repository lose and double nothing under kill -9", async () => {
  crowd = makeLocalCrowd(sized(4, 20));
  const toll = await underFire(sized(4, 8), sized(12, 160));
  kept("killed-writers-one-repository", `${tellToll(toll)}; ${expectWhole()}`);
});
