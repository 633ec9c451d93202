import { describe, expect, it } from "vitest";
import { stripCredentials } from "./redact.ts";
import { type RunOptions, run, start } from "./run.ts";

const base: RunOptions = { env: { PATH: process.env["PATH"] }, deadlineMs: 20_000 };

function node(script: string, options: Partial<RunOptions> = {}) {
  return run(process.execPath, ["-e", script], { ...base, ...options });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function waitUntil(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !isTrue(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 25));
  expect(isTrue()).toBe(true);
}

describe("run", () => {
  it("gives exit code, output and errors as values", async () => {
    const ended = await node("console.log('out'); console.error('err'); process.exit(3)");
    expect(ended).toMatchObject({ code: 3, stderr: "err\n" });
    expect(ended.stdout.toString()).toBe("out\n");
  });

  it("passes the given environment and nothing else", async () => {
    const ended = await node("console.log(JSON.stringify([process.env.HOME, process.env.GIVEN]))", {
      env: { GIVEN: "yes", HOME: undefined },
    });
    expect(JSON.parse(ended.stdout.toString())).toEqual([null, "yes"]);
  });

  it("passes arguments as they are: there is no shell", async () => {
    const hostile = "$(echo x); `id` 'a b' \"c\"";
    const ended = await run(process.execPath, ["-p", "process.argv[1]", hostile], base);
    expect(ended.stdout.toString()).toBe(`${hostile}\n`);
  });

  it("tells a signal by 128 + n", async () => {
    expect((await node("process.kill(process.pid, 'SIGKILL')")).code).toBe(137);
  });

  it("tells a missing program from one that fails", async () => {
    await expect(run("no-such-program-here", [], base)).rejects.toMatchObject({
      code: "program-missing",
      data: { program: "no-such-program-here" },
    });
  });

  it("keeps the last 64 KB of stderr", async () => {
    const { stderr } = await node("process.stderr.write('x'.repeat(300000) + 'the end')");
    expect(stderr).toHaveLength(64 * 1024);
    expect(stderr).toMatch(/the end$/);
  });

  it("writes one line for each command, without credentials", async () => {
    const lines: string[] = [];
    await run(process.execPath, ["-e", "", "https://me:canary@host/x"], {
      ...base,
      log: (line) => lines.push(line),
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/https:\/\/host\/x -> 0 in \d+ ms$/);
  });
});

describe("input", () => {
  it("feeds text, bytes and slow pieces, 20 MB of them", async () => {
    const count = "let n = 0; process.stdin.on('data', (d) => n += d.length).on('end', () => console.log(n))";
    const read = async (input: RunOptions["input"]) =>
      Number((await node(count, { input })).stdout.toString());
    expect(await read("äö")).toBe(4);
    expect(await read(new Uint8Array(5))).toBe(5);
    async function* pieces() {
      for (let index = 0; index < 20; index += 1) yield Buffer.alloc(1_000_000);
    }
    expect(await read(pieces())).toBe(20_000_000);
  });

  it("holds back while the child does not read", async () => {
    let given = 0;
    async function* pieces() {
      for (; given < 1_000; given += 1) yield Buffer.alloc(100_000);
    }
    await expect(
      node("setTimeout(() => {}, 60_000)", { input: pieces(), deadlineMs: 500 }),
    ).rejects.toThrow();
    expect(given).toBeLessThan(50);
  });

  it("is no failure when the child ends without reading it", async () => {
    expect((await node("process.exit(0)", { input: Buffer.alloc(10_000_000) })).code).toBe(0);
  });

  it("stops the child and passes the error on when the input itself fails", async () => {
    async function* pieces() {
      yield "a";
      throw new Error("cannot read the source");
    }
    await expect(node("process.stdin.resume()", { input: pieces() })).rejects.toThrow(
      "cannot read the source",
    );
  });
});

describe("stopping", () => {
  const family = `
    const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: "inherit" });
    console.log(process.pid, child.pid);
    setTimeout(() => {}, 60000);`;

  async function pidsOf(
    options: Partial<RunOptions>,
    onStarted: () => void = () => {},
  ): Promise<{ pids: number[]; error: unknown }> {
    const { stdout, ended } = start(process.execPath, ["-e", family], { ...base, ...options });
    let text = "";
    const error = await (async () => {
      for await (const chunk of stdout) {
        text += chunk.toString();
        if (text.endsWith("\n")) onStarted();
      }
      await ended;
    })().catch((caught) => caught);
    return { pids: text.trim().split(" ").map(Number), error };
  }

  it("ends everything the child started at the deadline", async () => {
    const { pids, error } = await pidsOf({ deadlineMs: 2500, shown: "git fetch" });
    expect(error).toMatchObject({ code: "timeout", message: "git fetch did not finish within 2.5 s" });
    expect(pids).toHaveLength(2);
    await waitUntil(() => pids.every((pid) => !isAlive(pid)));
  });

  it("ends everything on an abort, with its reason", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const { pids, error } = await pidsOf({ signal }, () => controller.abort(new Error("enough")));
    expect((error as Error).message).toBe("enough");
    await waitUntil(() => pids.every((pid) => !isAlive(pid)));
  });

  it("kills a child that ignores the polite signal", async () => {
    const script = "process.on('SIGTERM', () => {}); setTimeout(() => {}, 60_000)";
    await expect(node(script, { deadlineMs: 400 })).rejects.toMatchObject({ code: "timeout" });
  });

  it("stops a child whose reader leaves", async () => {
    const { stdout } = start(
      process.execPath,
      ["-e", "console.log(process.pid); setInterval(() => console.log(1), 5)"],
      base,
    );
    let pid = 0;
    for await (const chunk of stdout) {
      pid = Number.parseInt(chunk.toString(), 10);
      break;
    }
    await waitUntil(() => !isAlive(pid));
  });

  it("does not wait for a background process that keeps stderr open", async () => {
    const script = `
      const { spawn } = require("node:child_process");
      const other = spawn("sleep", ["3600"], { stdio: ["ignore", "ignore", "inherit"], detached: true });
      other.unref();
      console.log(other.pid);`;
    const pid = Number((await node(script)).stdout.toString());
    expect(isAlive(pid)).toBe(true);
    process.kill(pid);
  });
});

describe("stripCredentials", () => {
  it.each([
    ["https://me:secret@host/x.git", "https://host/x.git"],
    [
      "fatal: unable to access 'https://tok@en:p@ss@host:8080/x/': 403",
      "fatal: unable to access 'https://host:8080/x/': 403",
    ],
    ["ssh://git@host/x and git@host:x", "ssh://host/x and git@host:x"],
    ["https://host/a@b", "https://host/a@b"],
  ])("%s", (text, stripped) => {
    expect(stripCredentials(text)).toBe(stripped);
  });
});
