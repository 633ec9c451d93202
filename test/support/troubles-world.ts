/** A folder with a small spec, `spectryn` on the PATH, and what a failed run says to a person. */
import { chmodSync, mkdirSync } from "node:fs";
import { makeShell, type Ran, type Shell } from "./built-command.ts";

export const smallSpec = `# EPIC-001: Shop

### US-001: Checkout

| **Field** | Value |
|---|---|
| **Story Points** | 3 |
| **Priority** | High |

As a guest I want to pay.

#### Subtasks

| # | Subtask | SP | Status |
|---|---|---|---|
| 1 | Form | 1 | Planned |
`;

/** What a failed run says: the three things that a person and a script go by. */
export interface Said {
  readonly message: string;
  readonly hint: string;
  readonly code: number;
}

export type Variables = Readonly<Record<string, string>>;

export interface TroubleShell extends Shell {
  /** A fresh folder that is no repository, with the spec in it. */
  folder(): string;
  /** A fresh clone with the spec in it. */
  specClone(url: string, ...args: string[]): Promise<string>;
  /** Puts a program on the PATH in front of the real one. */
  program(name: string, script: string): void;
}

export function makeTroubleShell(): TroubleShell {
  const shell = makeShell();
  let folders = 0;
  const next = () => {
    folders += 1;
    return `work-${folders}`;
  };
  return {
    ...shell,
    folder() {
      const path = shell.path(next());
      mkdirSync(path);
      shell.write(`${path}/EPIC.md`, smallSpec);
      return path;
    },
    async specClone(url, ...args) {
      const path = await shell.clone(url, next(), ...args);
      shell.write(`${path}/EPIC.md`, smallSpec);
      return path;
    },
    program(name, script) {
      chmodSync(shell.write(shell.path("bin", name), `#!/bin/sh\n${script}\n`), 0o755);
    },
  };
}

/** The error and the hint on stderr, with the exit code; everything else that was printed is left out. */
export function saidBy({ code, stderr }: Ran): Said {
  const find = (start: RegExp) =>
    stderr
      .split("\n")
      .find((line) => start.test(line))
      ?.replace(start, "") ?? "";
  return { message: find(/^error: /), hint: find(/^hint: {2}/), code };
}

export const syncCommand = "spectryn sync EPIC.md --execute";
export const planCommand = "spectryn plan EPIC.md";

/** The variables but some, and with others. */
export function but(variables: Variables, without: readonly string[], others: Variables = {}): Variables {
  const kept = Object.entries(variables).filter(([name]) => !without.includes(name));
  return { ...Object.fromEntries(kept), ...others };
}
