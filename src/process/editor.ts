/** A person's editor, in our terminal, until it is closed. */
import { spawn } from "node:child_process";
import { SpectrynError } from "../errors.ts";
import type { Env } from "./run.ts";

/**
 * Opens `file`. `command` is a program with arguments as `$EDITOR` holds them; quotes keep blanks together.
 * Meanwhile an interrupt is the editor's. Throws where it cannot be started or ends with an error.
 */
export async function runEditor(command: string, file: string, env: Env): Promise<void> {
  const [program, ...args] = splitWords(command);
  if (program === undefined) throw new SpectrynError("usage", "the editor's name is empty", {});
  const listeners = process.listeners("SIGINT");
  process.removeAllListeners("SIGINT").on("SIGINT", () => {});
  try {
    const code = await new Promise<number>((resolve, reject) => {
      const child = spawn(program, [...args, file], { env: { ...env }, stdio: "inherit" });
      child.once("error", reject);
      child.once("exit", (status, signal) => resolve(status ?? (signal === null ? 0 : 1)));
    }).catch((error: NodeJS.ErrnoException) => {
      throw new SpectrynError(
        "program-missing",
        `the editor ${program} cannot be started: ${error.message}`,
        {
          hint: "Set VISUAL or EDITOR to your editor, or give the text with --body or --body-file.",
          cause: error,
        },
      );
    });
    if (code === 0) return;
    throw new SpectrynError("unconfirmed", `the editor ended with ${code}; nothing was written`, {
      hint: `Your text is kept in ${file}`,
      data: { code, file },
    });
  } finally {
    process.removeAllListeners("SIGINT");
    for (const listener of listeners) process.on("SIGINT", listener);
  }
}

/** Words as a shell splits them, without expansion of anything. */
export function splitWords(command: string): string[] {
  const words = command.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
      (_, double?: string, single?: string, other?: string) =>
        double === undefined ? (single ?? other ?? "") : double.replace(/\\(["\\])/g, "$1"),
    ),
  );
}
