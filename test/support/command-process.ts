/** Processes of the built command that a test starts side by side, and kills. */
import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";

const bin = resolve(import.meta.dirname, "../../dist/bin.cjs");

export interface CommandPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Modules that node loads before the command. */
  readonly preload?: readonly string[];
}

export interface CommandEnd {
  /** `null`: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandEnd>;
}

export function startCommand(args: readonly string[], { cwd, env, preload = [] }: CommandPlace) {
  const imports = preload.map((module) => `--import=${module}`);
  const child = spawn(process.execPath, [...imports, bin, ...args], { cwd, env, detached: true });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  }
  child.stdin.end();
  const ended = new Promise<CommandEnd>((done) => {
    child.once("close", (code) => done({ code, ...texts }));
  });
  return { child, ended } satisfies RunningCommand;
}

/** Runs the command to its end; what it started may still run. */
export function runCommand(args: readonly string[], place: CommandPlace): Promise<CommandEnd> {
  return startCommand(args, place).ended;
}
