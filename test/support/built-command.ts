/** The built command on a PATH of its own. Built once before the tests (test/support/build.ts). */
import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type GitSandbox, makeGitSandbox } from "./git-sandbox.ts";

const bin = resolve(import.meta.dirname, "../../dist/bin.cjs");

export interface Shell extends GitSandbox {
  /** Runs a bash script in `cwd` (default: the sandbox) with `spectryn` on its PATH. Never throws. */
  run(script: string, options?: { cwd?: string; env?: Record<string, string> }): Promise<Ran>;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stderr, then stdout. */
  readonly output: string;
}

export function makeShell(): Shell {
  const sandbox = makeGitSandbox();
  const folder = sandbox.path("bin");
  mkdirSync(folder);
  writeFileSync(join(folder, "spectryn"), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
  chmodSync(join(folder, "spectryn"), 0o755);
  const env = { ...sandbox.env, PATH: `${folder}:${sandbox.env["PATH"]}`, NO_COLOR: "1" };
  return { ...sandbox, env, run: (script, options = {}) => runBash(script, sandbox.dir, env, options) };
}

function runBash(
  script: string,
  dir: string,
  env: Record<string, string>,
  options: { cwd?: string; env?: Record<string, string> },
): Promise<Ran> {
  const settings = { cwd: options.cwd ?? dir, env: { ...env, ...options.env }, maxBuffer: 256 * 1024 * 1024 };
  return new Promise((done) => {
    const child = execFile("bash", ["-c", script], settings, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      done({ code, stdout, stderr, output: stderr + stdout });
    });
    child.stdin?.end();
  });
}
