/** A tracker that finds out which form of a login the host takes, and lets the host's REST API name a failure. */
import { missingOption } from "../../config/config.ts";
import { type ErrorCode, SpectrynError } from "../../errors.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Tracker } from "../../ports/tracker.ts";
import type { Access } from "./access.ts";

export interface Logins<T> {
  current(): T;
  /** Those that were not refused yet. */
  left(): readonly T[];
  /** Where the host refuses the login, the next one is tried, once. The one that was taken holds. */
  use<R>(work: (candidate: T) => Promise<R>): Promise<R>;
}

/** `candidates` differ only in how they log in. */
export function makeLogins<T>(candidates: readonly T[]): Logins<T> {
  let left = [...candidates];
  const current = () => left[0]!;
  return {
    current,
    left: () => left,
    async use(work) {
      for (;;) {
        try {
          const result = await work(current());
          left = [current()];
          return result;
        } catch (error) {
          const isRefused =
            error instanceof SpectrynError && error.code === "authentication" && !isCaptcha(error);
          if (!isRefused || left.length === 1) throw error;
          left = left.slice(1);
        }
      }
    },
  };
}

/** Tries the first tracker with the first login, and so on. */
export function withLogins(trackers: readonly [Tracker, ...Tracker[]]): Tracker {
  const { current, use: tryLogins } = makeLogins(trackers);
  return {
    name: trackers[0].name,
    abilities: trackers[0].abilities,
    repository: trackers[0].repository,
    fileOf: trackers[0].fileOf,
    read: (scope) => tryLogins((tracker) => tracker.read(scope)),
    readVersion: () => tryLogins((tracker) => tracker.readVersion()),
    startReading: () => current().startReading(),
    readNames: () => tryLogins((tracker) => tracker.readNames()),
    readIndex: () => tryLogins((tracker) => tracker.readIndex()),
    readIssue: (number) => current().readIssue(number),
    readText: (...asked) => current().readText(...asked),
    readHistory: (scope) => current().readHistory(scope),
    readComments: (...asked) => current().readComments(...asked),
    findSync: (...asked) => current().findSync(...asked),
    exclusive: (work) => current().exclusive(work),
    putFiles: (files) => current().putFiles(files),
    readFiles: (hashes, take) => current().readFiles(hashes, take),
    otherFiles: (issue) => current().otherFiles(issue),
    commit: (batch) => current().commit(batch),
  };
}

/** The host counts every try from now on. */
function isCaptcha({ message }: SpectrynError): boolean {
  return /captcha/i.test(message);
}

const unclear: ReadonlySet<ErrorCode> = new Set([
  "authentication",
  "permission",
  "repository-missing",
  "unexpected-answer",
]);

type Asking = Pick<Access, "forge" | "credential">;

/** git says little about why it was refused. REST knows more, and is asked only then. */
export async function explained<T>(
  work: Promise<T>,
  name: string,
  { forge, credential }: Asking,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof SpectrynError) || !unclear.has(error.code) || isCaptcha(error)) throw error;
    if (credential.secret === null) throw isWithoutLogin(error) ? loginMissing(name) : error;
    throw closerCause(error, forge === null ? null : await causeOf(forge));
  }
}

export function withCauses(tracker: Tracker, access: Asking): Tracker {
  const explain = <T>(work: Promise<T>) => explained(work, tracker.name, access);
  return {
    ...tracker,
    read: (scope) => explain(tracker.read(scope)),
    readNames: () => explain(tracker.readNames()),
    readIndex: () => explain(tracker.readIndex()),
    putFiles: (files) => explain(tracker.putFiles(files)),
    readFiles: (hashes, take) => explain(tracker.readFiles(hashes, take)),
    commit: (batch) => explain(tracker.commit(batch)),
  };
}

function isWithoutLogin({ message }: SpectrynError): boolean {
  return /could not read (?:Username|Password)/.test(message);
}

function loginMissing(name: string): SpectrynError {
  return missingOption("bitbucket.app_password", `${name} wants a login, and git has none of its own for it`);
}

const loginRefusals: ReadonlySet<ErrorCode> = new Set(["authentication", "app-password-ended"]);

/** Where git was let in and REST was not (an API token without the e-mail address), what git met stands. */
function closerCause(error: SpectrynError, cause: SpectrynError | null): SpectrynError {
  if (cause === null) return error;
  const wasLetIn = error.code === "repository-missing" || error.code === "permission";
  if (!wasLetIn || !loginRefusals.has(cause.code)) return cause;
  const hint = `${error.hint ?? ""} Bitbucket's REST API could say more, but refused this login: for an API token set BITBUCKET_EMAIL too.`;
  return new SpectrynError(error.code, error.message, { hint: hint.trim(), data: error.data, cause: error });
}

async function causeOf(forge: Forge): Promise<SpectrynError | null> {
  try {
    await forge.verify();
    return null;
  } catch (error) {
    return error instanceof SpectrynError ? error : null;
  }
}
