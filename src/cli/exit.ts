/** Errors to words on stderr and to an exit code. */
import type { Problem } from "../core/item/problem.ts";
import { type ExitCode, errorCodes, exitCodes, SpectrynError } from "../errors.ts";
import { renderProblems } from "./render/problems.ts";
import { oneLine } from "./render/text.ts";
import type { Paint } from "./terminal.ts";

/** What failed, with the value seen, then the way on. A defect of ours shows where it came from. */
export function renderError(error: unknown, paint: Paint, show: (path: string) => string): string {
  if (!(error instanceof SpectrynError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `${paint("red", "error:")} this is a defect of spectryn: ${stack}\n`;
  }
  const problems = error.data["problems"];
  const differences = error.data["differences"];
  const lines = [
    ...(Array.isArray(problems) ? [renderProblems(problems as Problem[], paint, show)] : []),
    ...(Array.isArray(differences) ? differences.map((line) => `  ${line}\n`) : []),
    ...renderProgress(error, paint),
    `${paint("red", "error:")} ${error.message}\n`,
    ...(error.hint === undefined ? [] : [`${paint("cyan", "hint:")}  ${error.hint}\n`]),
  ];
  return lines.join("");
}

interface FailedItem {
  readonly item: string;
  readonly message: string;
}

/** Of writes that were made one by one: which were, which were refused, and which nobody tried. */
function renderProgress({ data }: SpectrynError, paint: Paint): string[] {
  const { done, failed, notTried } = data;
  if (!Array.isArray(done) || !Array.isArray(failed) || !Array.isArray(notTried)) return [];
  const lines = (sign: string, title: string, items: readonly string[]) =>
    items.map((item) => `  ${sign} ${title.padEnd(9)}  ${oneLine(item)}\n`);
  return [
    ...lines(paint("green", "="), "done", done),
    ...lines(
      paint("red", "!"),
      "failed",
      (failed as FailedItem[]).map(({ item, message }) => `${item}: ${message}`),
    ),
    ...lines(paint("dim", "-"), "not tried", notTried),
  ];
}

export function errorJson(error: unknown): Record<string, unknown> {
  if (!(error instanceof SpectrynError)) {
    return {
      code: "internal",
      title: errorCodes.internal.title,
      message: String(error),
      hint: null,
      data: {},
    };
  }
  const { code, message, hint, data } = error;
  return { code, title: errorCodes[code].title, message, hint: hint ?? null, data };
}

export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof SpectrynError ? error.exitCode : exitCodes.failed;
}
