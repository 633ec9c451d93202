/** One command's run: terminal, surroundings, workspace, and how its end is told. */
import type { Settings } from "../core/settings.ts";
import { type ExitCode, exitCodes, SpectrynError } from "../errors.ts";
import { type Config, configure, toSettings } from "../sync/configure.ts";
import { type OpenedTracker, openTracker } from "../sync/open/open.ts";
import { makeRuntime, type Runtime } from "../sync/runtime.ts";
import { openFolder, openWorkspace, toShownPath, type Workspace } from "../sync/workspace.ts";
import { errorJson, exitCodeOf, renderError } from "./exit.ts";
import { renderDocument } from "./json.ts";
import { type CommonFlags, type PlanFlags, type TrackerFlags, toFlagValues } from "./options.ts";
import { makePaint, makeTerminal, type Paint, type Terminal } from "./terminal.ts";

export interface Session {
  readonly terminal: Terminal;
  readonly paint: Paint;
  readonly runtime: Runtime;
  readonly workspace: Workspace;
  readonly config: Config;
  readonly settings: Settings;
  /** Opens the tracker that flags and configuration name, and tells which; by default it must be reached. */
  readonly open: (network?: "required" | "fallback" | "never") => Promise<OpenedTracker>;
  readonly show: (path: string) => string;
}

/** What a command ends with: text for people, data for programs, and the exit code. */
export interface Ended {
  readonly text: string;
  readonly data: unknown;
  readonly exit: ExitCode;
}

/**
 * Runs a command and tells its end: the text, or with `--json` one document. Sets the process's exit code.
 */
export async function runCommand(
  name: string,
  flags: CommonFlags & TrackerFlags & Partial<Pick<PlanFlags, "direction">>,
  work: (session: Session) => Promise<Ended>,
  options: { readonly needsGit: boolean } = { needsGit: true },
): Promise<void> {
  const terminal = makeTerminal({ input: flags.input });
  const paint = makePaint(terminal);
  let show = (path: string) => path;
  const print = (exit: ExitCode, text: string, part: Record<string, unknown>) => {
    if (flags.json) terminal.out(renderDocument(name, exit, part));
    else if (text !== "") terminal.out(text);
    process.exitCode = exit;
  };
  const { signal, release } = listenForInterrupt();
  const verbose = makeVerbose((line) => terminal.err(`${paint("dim", line)}\n`));
  try {
    const tell = (line: string) => terminal.err(`${line}\n`);
    const runtime = makeRuntime({ log: verbose.log, tell, signal, hasTerminal: terminal.canAsk });
    const workspace = options.needsGit ? await openWorkspace(runtime) : await openFolder(runtime);
    show = (path) => toShownPath(workspace, path);
    const configured = await configure(workspace, runtime, {
      flags: toFlagValues(flags),
      configFile: flags.config,
    });
    const { config, warnings, origins, secrets } = configured;
    terminal.hide(secrets);
    verbose.start(config.sync.verbose ? origins : null);
    const warn = (warning: string) => terminal.err(`${paint("yellow", "warning:")} ${warning}\n`);
    warnings.forEach(warn);
    const open: Session["open"] = async (network = "required") => {
      const trustedHosts = flags.trustHost ?? [];
      const access = { trustedHosts, allowsPlainHttp: flags.insecureHttp === true, network };
      const opened = await openTracker(workspace, config, access, runtime);
      opened.notes.forEach(runtime.log);
      opened.warnings.forEach(warn);
      return opened;
    };
    const ended = await work({
      ...{ terminal, paint, runtime, workspace, config, settings: toSettings(config), open, show },
    });
    // Nothing is left to be stopped with care, and a reader who does not read may block us.
    release();
    print(ended.exit, ended.text, { data: ended.data });
  } catch (thrown) {
    release();
    const error = signal.aborted ? interrupted(thrown) : thrown;
    if (!flags.json) terminal.err(renderError(error, paint, show));
    print(exitCodeOf(error), "", { error: errorJson(error) });
  }
}

/** Lines from before the configuration is known wait until it says whether to show them. */
function makeVerbose(write: (line: string) => void) {
  let waiting: string[] | null = [];
  let isOn = false;
  return {
    log: (line: string) => {
      if (waiting !== null) waiting.push(line);
      else if (isOn) write(line);
    },
    /** `origins`: where the configuration came from; `null`: nothing is shown. */
    start: (origins: readonly string[] | null) => {
      isOn = origins !== null;
      if (isOn) for (const line of [...origins!, ...waiting!]) write(line);
      waiting = null;
    },
  };
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
