/** Attachments on a real git server: memory, what a second sync sends, and a kill between the two branches. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeShell, type Shell } from "../support/built-command.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { waitForOrphans } from "../support/kill.ts";

const bin = resolve(import.meta.dirname, "../../dist/bin.cjs");
const token = "header-token";

let shell: Shell;
let server: GitServer;
beforeAll(async () => {
  shell = makeShell();
  server = await startGitServer({ login: { bearer: token } });
});
afterAll(async () => {
  await server.close();
  shell.remove();
});

interface World {
  readonly clone: string;
  start(): ChildProcess;
  run(command: string): Promise<{ readonly code: number; readonly stdout: string; readonly paths: string[] }>;
  git(...args: string[]): string;
  /** Refs and objects of the server's repository. */
  state(): string;
}

/** A clone with one story that attaches files of these sizes. */
function makeWorld(name: string, sizes: readonly number[]): World {
  const url = server.createRepository(`scm/shop/${name}`);
  const clone = shell.init(name);
  shell.git(["remote", "add", "origin", url], clone);
  mkdirSync(join(clone, "files"));
  sizes.forEach((size, at) => {
    writeFileSync(join(clone, "files", `${at}.bin`), randomBytes(size));
  });
  const lines = sizes.map((_, at) => `- [File ${at}](files/${at}.bin)\n`).join("");
  shell.write(`${clone}/EPIC.md`, `# EPIC-1: Many\n\n### US-1: Files\n\n#### Attachments\n\n${lines}`);
  const env = { BITBUCKET_ACCESS_TOKEN: token };
  const git = (...args: string[]) => server.git(`scm/shop/${name}`, args);
  return {
    clone,
    start: () => {
      const args = [bin, "sync", "EPIC.md", "--execute"];
      return spawn(process.execPath, args, { cwd: clone, env: { ...shell.env, ...env }, stdio: "ignore" });
    },
    run: async (command) => {
      const before = server.requests.length;
      const { code, stdout, stderr } = await shell.run(command, { cwd: clone, env });
      expect(stderr).toBe("");
      return {
        code,
        stdout,
        paths: server.requests.slice(before).map(({ method, path }) => `${method} ${path}`),
      };
    },
    git,
    state: () => `${git("for-each-ref")}\n${git("count-objects", "-v")}`,
  };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.once("exit", (code) => done(code)));
}

/** Resident memory of a process and of all it started, in MB each; shared pages count for each. */
function memoryOf(pid: number, isFirst = true): number[] {
  try {
    // Started, but not yet another program: what it shows is its parent's.
    if (!isFirst && readlinkSync(`/proc/${pid}/exe`) === realpathSync(process.execPath)) return [];
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
    );
    const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    return [own, ...children.flatMap((child) => memoryOf(Number(child), false))];
  } catch {
    // It ended meanwhile.
    return [];
  }
}

/** The largest process, as `time -v` counts, and the highest sum of all, while a child runs. */
async function peakOf(child: ChildProcess) {
  let [largest, sum] = [0, 0];
  const timer = setInterval(() => {
    const sizes = memoryOf(child.pid!);
    largest = Math.max(largest, ...sizes);
    sum = Math.max(
      sum,
      sizes.reduce((all, size) => all + size, 0),
    );
  }, 5);
  const code = await ended(child);
  clearInterval(timer);
  return { code, largest, sum };
}

// More than the memory that is allowed, so that content which is kept would show.
const count = 200;

describe(`${count} attachments of 1 MB`, () => {
  let world: World;

  it.runIf(process.platform === "linux")(
    "stay below 150 MB in spectryn and in each git, and below 200 MB in all",
    async () => {
      world = makeWorld("many", Array<number>(count).fill(1_000_000));
      const { code, largest, sum } = await peakOf(world.start());
      expect(code).toBe(0);
      process.stdout.write(`peak: ${Math.round(largest)} MB, with all children ${Math.round(sum)} MB\n`);
      expect(largest).toBeGreaterThan(20);
      expect(largest).toBeLessThan(150);
      expect(sum).toBeLessThan(200);
      expect(world.git("show", "spectryn:issues/0/1.md").match(/"sha256"/g)).toHaveLength(count);
    },
  );

  it("are not sent again: the second sync asks twice and writes nothing", async () => {
    const before = world.state();
    const { stdout, paths } = await world.run("spectryn sync EPIC.md --execute");
    expect(stdout).toContain("Nothing to do.");
    expect(paths.length, paths.join("\n")).toBeLessThanOrEqual(2);
    expect(paths.filter((path) => path.includes("receive-pack"))).toEqual([]);
    expect(world.state()).toBe(before);
  });

  it("are not downloaded to attach one more", async () => {
    const other = await shell.clone(`${server.root}/scm/shop/many.git`, "other", "--single-branch");
    shell.git(["remote", "set-url", "origin", `${server.url}/scm/shop/many.git`], other);
    writeFileSync(join(other, "note.txt"), "a note");
    const before = server.bytesSent;
    const env = { BITBUCKET_ACCESS_TOKEN: token };
    const { stdout } = await shell.run("spectryn issue attach 1 note.txt", { cwd: other, env });
    expect(stdout).toContain("+ note.txt (6 bytes)");
    expect(server.bytesSent - before).toBeLessThan(200_000);
  });

  it("come back as they were", async () => {
    const { stdout } = await world.run("spectryn issue attachments US-1 --save saved");
    expect(stdout).toContain(`Saved ${count + 1} files into saved`);
    for (const at of [0, 99, count - 1]) {
      const [sent, saved] = [`files/${at}.bin`, `saved/File ${at}.bin`].map((path) =>
        readFileSync(join(world.clone, path)),
      );
      expect(saved!.equals(sent!)).toBe(true);
    }
  });
});

describe("kill -9", () => {
  /** Kills the run at the first request that `isMoment`, which is not served. */
  async function killAt(world: World, isMoment: (path: string, asked: readonly string[]) => boolean) {
    const asked: string[] = [];
    const child = world.start();
    server.fault = ({ method, path }) => {
      const request = `${method} ${path}`;
      const isNow = child.exitCode === null && isMoment(request, asked);
      asked.push(request);
      if (isNow) child.kill("SIGKILL");
      return isNow || child.killed ? "drop" : null;
    };
    await ended(child);
    await waitForOrphans(world.clone);
    server.fault = null;
    expect(child.signalCode).toBe("SIGKILL");
  }

  it("between the two branches: nothing is visible, and the next run sends no content again", async () => {
    const world = makeWorld("killed", [300_000, 400_000]);
    const pushes = (asked: readonly string[]) =>
      asked.filter((one) => /^POST .*receive-pack/.test(one)).length;
    await killAt(
      world,
      (request, asked) => request.includes("service=git-receive-pack") && pushes(asked) > 0,
    );
    expect(world.git("branch", "--format=%(refname:short)")).toBe("spectryn-files");
    const files = world.git("rev-parse", "spectryn-files");
    expect((await world.run("spectryn issue list")).stdout).toContain("0 issues");
    const { stdout, paths } = await world.run("spectryn sync EPIC.md --execute");
    expect(stdout).toContain("2 attachments (700 kB)");
    expect(pushes(paths)).toBe(1);
    expect(world.git("rev-parse", "spectryn-files")).toBe(files);
    expect((await world.run("spectryn sync EPIC.md --execute")).stdout).toContain("Nothing to do.");
    expect((await world.run("spectryn issue attachments 1 --save saved")).code).toBe(0);
  });

  it("while content is sent: what arrived counts, and the next run sends the rest", async () => {
    const world = makeWorld("halfway", [33_000_000, 33_000_000]);
    const env = "SPECTRYN_BITBUCKET_ATTACHMENT_LIMIT=50";
    shell.write(`${world.clone}/.spectryn.yaml`, "bitbucket:\n  attachment_limit: 50\n");
    let posts = 0;
    await killAt(world, (request) => {
      // The first POST of a large push only asks whether it may come.
      if (/^POST .*receive-pack/.test(request)) posts += 1;
      return posts === 3;
    });
    expect(world.git("rev-list", "--count", "spectryn-files")).toBe("2");
    const { stdout } = await world.run(`${env} spectryn sync EPIC.md --execute`);
    expect(stdout).toContain("2 attachments (66 MB)");
    expect(world.git("rev-list", "--count", "spectryn-files")).toBe("4");
    expect(readdirSync(join(world.clone, ".git", "spectryn"))).not.toContain("files");
  });
});
