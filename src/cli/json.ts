/** The one document that `--json` prints: `{ spectryn: 1, command, exitCode, data | error }`. */
import type { ExitCode } from "../errors.ts";

export function renderDocument(command: string, exitCode: ExitCode, part: Record<string, unknown>): string {
  return `${toJson({ spectryn: 1, command, exitCode, ...part })}\n`;
}

/** JSON leaves some control characters as they are; a terminal must not get them, a program must. */
function toJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /\p{Cc}/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
