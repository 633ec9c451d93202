/**
 * Whether it was a git server that answered. To git a web page with status 200, such as a login page or a Wi-Fi's,
 * looks like a repository without branches; only the packets that git shows on request tell them apart.
 */
import { SpectrynError } from "../errors.ts";
import { stripCredentials } from "../process/redact.ts";
import type { Env, Finished } from "../process/run.ts";

export const showPackets: Env = { GIT_TRACE_PACKET: "1", GIT_TRACE_BARE: "0" };

const packet = /^\d\d:\d\d:\d\d\.\d+ (?:\S+\.c:\d+ +)?packet: .*\n?/gm;

export interface Heard extends Finished {
  /** Only where packets were shown. */
  readonly isGit?: boolean;
}

/** Takes the packets out of git's words. */
export function listen(ended: Finished): Heard {
  const stderr = ended.stderr.replace(packet, "");
  return { ...ended, stderr, isGit: stderr !== ended.stderr };
}

export function noGitServer(remote: string): SpectrynError {
  const shown = stripCredentials(remote);
  return new SpectrynError("unexpected-answer", `what answers at ${shown} is no git server but a web page`, {
    hint: `Check the address of ${shown} (git remote --verbose) and base_url. Behind a portal or a single sign-on, log in with a browser first; then run the same command again.`,
    data: { remote: shown },
  });
}
