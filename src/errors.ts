/**
 * The one error of spectryn and the table of its codes.
 *
 * Expected outcomes (a conflict, a problem in a spec, a lost race) are values; an error is what stops a run.
 * Every message says what happened with the value seen, every hint the one command or edit that continues.
 */

/** Exit codes of the command; when several apply the first in this order wins: 130, 6, 7, 8, 5, 4, 1, 3, 2, 0. */
export const exitCodes = {
  done: 0,
  failed: 1,
  pending: 2,
  conflict: 3,
  refused: 4,
  stale: 5,
  spec: 6,
  access: 7,
  network: 8,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Every code with its title and exit code; a code without a row does not compile. */
export const errorCodes = {
  usage: { title: "Wrong usage", exit: exitCodes.failed },
  config: { title: "Wrong configuration", exit: exitCodes.failed },
  "option-missing": { title: "Option missing", exit: exitCodes.failed },
  untrusted: { title: "Host not trusted", exit: exitCodes.refused },
  "app-password-ended": { title: "App passwords have ended", exit: exitCodes.access },
  "spec-unreadable": { title: "Specification cannot be read", exit: exitCodes.spec },
  "spec-invalid": { title: "Specification has errors", exit: exitCodes.spec },
  "file-unreadable": { title: "File cannot be read", exit: exitCodes.failed },
  "file-unwritable": { title: "File cannot be written", exit: exitCodes.failed },
  "plan-unreadable": { title: "Plan file cannot be read", exit: exitCodes.failed },
  "plan-stale": { title: "Plan is stale", exit: exitCodes.stale },
  refused: { title: "Refused by a guard", exit: exitCodes.refused },
  unconfirmed: { title: "Not confirmed", exit: exitCodes.refused },
  authentication: { title: "Authentication failed", exit: exitCodes.access },
  permission: { title: "Permission denied", exit: exitCodes.access },
  "push-refused": { title: "Push refused by the host", exit: exitCodes.access },
  network: { title: "Network error", exit: exitCodes.network },
  "rate-limited": { title: "Rate limit exceeded", exit: exitCodes.network },
  "outcome-unknown": { title: "Outcome unknown", exit: exitCodes.network },
  "unexpected-answer": { title: "Unexpected answer of the host", exit: exitCodes.network },
  "not-bitbucket": { title: "No Bitbucket at that URL", exit: exitCodes.network },
  "server-too-old": { title: "Bitbucket Server too old", exit: exitCodes.failed },
  "insecure-connection": { title: "Connection is not encrypted", exit: exitCodes.access },
  "workspace-missing": { title: "Workspace not found", exit: exitCodes.access },
  "pull-request-unknown": { title: "Pull request not found", exit: exitCodes.failed },
  "api-removed": { title: "The host removed this API", exit: exitCodes.failed },
  "request-refused": { title: "The host refused the request", exit: exitCodes.failed },
  "stale-version": { title: "Somebody else changed it first", exit: exitCodes.network },
  timeout: { title: "Timed out", exit: exitCodes.network },
  "race-lost": { title: "Others kept writing", exit: exitCodes.network },
  "program-missing": { title: "Program not found", exit: exitCodes.failed },
  "git-missing": { title: "git not found", exit: exitCodes.failed },
  "git-too-old": { title: "git too old", exit: exitCodes.failed },
  "git-failed": { title: "git failed", exit: exitCodes.failed },
  "repository-unusable": { title: "Repository cannot be used", exit: exitCodes.failed },
  "repository-missing": { title: "Repository not found", exit: exitCodes.access },
  "no-repository": { title: "No git repository", exit: exitCodes.failed },
  "no-tracker": { title: "No tracker", exit: exitCodes.failed },
  "store-changed": { title: "The issues are kept elsewhere now", exit: exitCodes.failed },
  "not-a-tracker": { title: "Branch is no tracker", exit: exitCodes.failed },
  "tracker-newer": { title: "Tracker of a newer schema", exit: exitCodes.failed },
  "tracker-corrupt": { title: "Tracker is damaged", exit: exitCodes.failed },
  "tracker-foreign": { title: "Another tracker", exit: exitCodes.failed },
  "tracker-rewritten": { title: "Branch was rewritten", exit: exitCodes.failed },
  "branch-checked-out": { title: "Branch is checked out", exit: exitCodes.failed },
  "lock-busy": { title: "Tracker is locked", exit: exitCodes.failed },
  "issue-unknown": { title: "Issue not found", exit: exitCodes.failed },
  "name-unknown": { title: "Name not found", exit: exitCodes.failed },
  "name-taken": { title: "Name is taken", exit: exitCodes.failed },
  "write-failed": { title: "Some changes failed", exit: exitCodes.failed },
  internal: { title: "Internal error", exit: exitCodes.failed },
  interrupted: { title: "Interrupted", exit: exitCodes.interrupted },
} as const satisfies Record<string, { title: string; exit: ExitCode }>;

export type ErrorCode = keyof typeof errorCodes;

/** JSON-safe details of an error, already free of secrets. */
export type ErrorData = Readonly<Record<string, unknown>>;

/** What stops a run: `message` with the value seen, `hint` with the way on, `data` for programs. */
export class SpectrynError extends Error {
  override readonly name = "SpectrynError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly data: ErrorData;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; data?: ErrorData; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.data = options.data ?? {};
  }

  get exitCode(): ExitCode {
    return errorCodes[this.code].exit;
  }
}
