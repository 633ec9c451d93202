/** The `.env` file: only `BITBUCKET_*` and `SPECTRYN_*` are looked at, the rest belongs to other programs. */
import { dirname } from "node:path";
import { parseEnv } from "node:util";
import { readBytes } from "../../fs/files.ts";
import { options } from "../options.ts";
import type { Origin } from "../origin.ts";
import { configError } from "../tree.ts";
import type { Variables } from "./variables.ts";

export interface Dotenv {
  readonly path: string;
  readonly shown: string;
  readonly folder: string;
  readonly variables: Variables;
  readonly originOf: (variable: string) => Origin;
  readonly warnings: readonly string[];
}

/** `null` where the file sets nothing of ours, such as the `.env` of a package on the way up. */
export async function readDotenv(path: string, shown: string): Promise<Dotenv | null> {
  const text = new TextDecoder().decode((await readBytes(path)) ?? new Uint8Array());
  const all = Object.entries(parseEnv(text)).filter(([name]) => /^(?:BITBUCKET|SPECTRYN)_/.test(name));
  const ours = all.filter(([name]) => options.some(({ variable }) => variable === name));
  if (ours.length === 0) return null;
  const lines = text.split(/\r?\n/);
  const damaged = ours.filter(([, value]) => value?.includes("\u{FFFD}"));
  if (damaged.length > 0) {
    const problems = damaged.map(([name]) => ({
      where: `${name} in ${shown}`,
      message: "the value is not UTF-8",
    }));
    throw configError(problems);
  }
  return {
    path,
    shown,
    folder: dirname(path),
    variables: Object.fromEntries(all),
    originOf: (variable) => {
      const place = { file: shown, line: lineOf(lines, variable), column: 1 };
      return { from: "dotenv", variable, path, place };
    },
    warnings: ours.flatMap(([name]) => auditComment(lines, name, shown)),
  };
}

/** The last line that sets the variable counts. */
function lineOf(lines: readonly string[], variable: string): number {
  return lines.findLastIndex((line) => assignment(variable).test(line)) + 1 || 1;
}

/** Without quotes the parser takes `#` as a comment even inside a word: half a password, without a word about it. */
function auditComment(lines: readonly string[], variable: string, shown: string): string[] {
  const line = lineOf(lines, variable);
  const value = (lines[line - 1] ?? "").replace(assignment(variable), "");
  if (!/^[^\s"'`#][^\s#]*#/.test(value)) return [];
  return [
    `${shown}:${line}: the value of ${variable} ends at its #; put it in quotes if the # belongs to it`,
  ];
}

function assignment(variable: string): RegExp {
  return new RegExp(`^\\s*(?:export\\s+)?${variable}\\s*=\\s*`);
}
