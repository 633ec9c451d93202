/** Traps of hostile repositories: programs that leave a mark when somebody runs them, and a host that listens. */
import { chmodSync, existsSync, readdirSync } from "node:fs";
import { type GitServer, startGitServer } from "./git-server.ts";
import type { TroubleShell } from "./troubles-world.ts";

export interface Trap {
  /** A shell command that leaves a mark. */
  readonly command: string;
  /** The marks that were left. */
  sprung(): readonly string[];
}

let traps = 0;

export function makeTrap(shell: TroubleShell): Trap {
  traps += 1;
  const folder = shell.path(`marks-${traps}`);
  const script = shell.path(`trap-${traps}`);
  shell.write(script, `#!/bin/sh\nmkdir -p "${folder}"\necho "$0 $*" >"${folder}/$$"\n`);
  return {
    command: `sh ${script}`,
    sprung: () => (existsSync(folder) ? readdirSync(folder) : []),
  };
}

const hookNames = [
  ...[
    "applypatch-msg",
    "commit-msg",
    "fsmonitor-watchman",
    "post-applypatch",
    "post-checkout",
    "post-commit",
  ],
  ...["post-index-change", "post-merge", "post-rewrite", "post-update", "pre-applypatch", "pre-auto-gc"],
  ...["pre-commit", "pre-merge-commit", "pre-push", "pre-rebase", "pre-receive", "prepare-commit-msg"],
  ...["proc-receive", "push-to-checkout", "reference-transaction", "sendemail-validate", "update"],
];

/** Every hook of a clone, where git looks and where a configuration sends it. */
export function setHooks(shell: TroubleShell, clone: string, trap: Trap): void {
  for (const folder of [`${clone}/.git/hooks`, `${clone}/.hooks`]) {
    for (const name of hookNames)
      chmodSync(shell.write(`${folder}/${name}`, `#!/bin/sh\n${trap.command} ${name}\nexit 0\n`), 0o755);
  }
}

/** A host that nobody may talk to: records whoever does. */
export function startEvilHost(): Promise<GitServer> {
  return startGitServer();
}
