/** One command's run: terminal, surroundings, workspace, and how its end is told. */
import { defaultSettings, type Settings } from "../core/settings.ts";
import { type ExitCode, exitCodes, SpectrynError } from "../errors.ts";
import { makeRuntime, type Runtime } from "../sync/runtime.ts";
import { openFolder, openWorkspace, toShownPath, type Workspace } from "../sync/workspace.ts";
import { errorJson, exitCodeOf, renderError } from "./exit.ts";
import type { CommonFlags } from "./options.ts";
import { makePaint, makeTerminal, type Paint, type Terminal } from "./terminal.ts";

export interface Session {
  readonly terminal: Terminal;
  readonly paint: Paint;
  readonly runtime: Runtime;
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly show: (path: string) => string;
}

/** What a command ends with: text for people, data for programs, and the exit code. */
export interface Ended {
  readonly text: string;
  readonly data: unknown;
  readonly exit: ExitCode;
}

/**
 * Runs a command and tells its end: the text, or with `--json` one envelope
 * `{ spectryn: 1, command, exitCode, data | error }`. Sets the process's exit code.
 */
export async function runCommand(
  name: string,
  flags: CommonFlags,
  work: (session: Session) => Promise<Ended>,
  options: { readonly needsGit: boolean } = { needsGit: true },
): Promise<void> {
  const terminal = makeTerminal({ input: flags.input });
  const paint = makePaint(terminal);
  let show = (path: string) => path;
  const print = (exit: ExitCode, text: string, part: Record<string, unknown>) => {
    if (flags.json)
      terminal.out(`${JSON.stringify({ spectryn: 1, command: name, exitCode: exit, ...part })}\n`);
    else if (text !== "") terminal.out(text);
    process.exitCode = exit;
  };
  const { signal, release } = listenForInterrupt();
  try {
    const log = (line: string) => {
      if (flags.verbose) terminal.err(`${paint("dim", line)}\n`);
    };
    const runtime = makeRuntime({ log, signal, hasTerminal: terminal.canAsk });
    const workspace = options.needsGit ? await openWorkspace(runtime) : await openFolder(runtime);
    show = (path) => toShownPath(workspace, path);
    const ended = await work({ terminal, paint, runtime, workspace, settings: defaultSettings, show });
    print(ended.exit, ended.text, { data: ended.data });
  } catch (thrown) {
    const error = signal.aborted ? interrupted(thrown) : thrown;
    const exit = exitCodeOf(error);
    if (!flags.json) terminal.err(renderError(error, paint, show));
    print(exit, "", { error: errorJson(error) });
  } finally {
    release();
  }
}

function interrupted(cause: unknown): SpectrynError {
  return new SpectrynError("interrupted", "interrupted; what is not in the tracker yet was not written", {
    hint: "Run the same command again; it does what is left.",
    cause,
  });
}

/** The first interrupt stops children and waits, the second ends the process at once. */
function listenForInterrupt(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(new Error("interrupted"));
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return {
    signal: controller.signal,
    release: () => void process.off("SIGINT", stop).off("SIGTERM", stop),
  };
}
