/** What a command writes to and asks at; tests give their own. Data goes to `out`, talk to `err`. */
import { isatty } from "node:tty";
import { styleText } from "node:util";
import { outputTerminal, writeOutput } from "./output.ts";

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Width for tables; wide enough for everything where the output is no terminal. */
  readonly columns: number;
  readonly hasColour: boolean;
  /** A person can answer: stdin and stderr are terminals, this is no CI, and `--no-input` was not given. */
  readonly canAsk: boolean;
  /** From now on these texts are not written, whatever holds them. */
  readonly hide: (secrets: readonly string[]) => void;
}

/** Shorter ones are too common in ordinary output to be taken out of it. */
const shortestSecret = 6;

/** What steers a terminal; titles, file names and hosts' words must not. Our own colours are kept. */
const controlsOfAll = /(?![\n\t])\p{Cc}/gu;
const introducer = String.fromCharCode(27);
const controlsButColour = new RegExp(`(?!\\n|\\t|${introducer}\\[[0-9;]*m)\\p{Cc}`, "gu");

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "magenta";
export type Paint = (style: Style, text: string) => string;

export function makeTerminal(options: { readonly input: boolean }): Terminal {
  const { env } = process;
  const output = outputTerminal();
  const isForced = env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0";
  const hasColour = env["NO_COLOR"] ? false : isForced || (output !== null && env["TERM"] !== "dumb");
  let hidden: readonly string[] = [];
  const controls = hasColour ? controlsButColour : controlsOfAll;
  const scrub = (text: string) =>
    hidden.reduce((shown, secret) => shown.replaceAll(secret, "***"), text.replace(controls, ""));
  return {
    out: (text) => writeOutput(scrub(text)),
    err: (text) => {
      if (text !== "") process.stderr.write(scrub(text));
    },
    hide: (secrets) => {
      hidden = secrets.filter((secret) => secret.length >= shortestSecret);
    },
    columns: (output === null ? Number(env["COLUMNS"]) : output.columns) || 120,
    hasColour,
    canAsk: options.input && isatty(0) && isatty(2) && !env["CI"],
  };
}

export function makePaint(terminal: Terminal): Paint {
  return (style, text) =>
    terminal.hasColour && text !== "" ? styleText(style, text, { validateStream: false }) : text;
}
