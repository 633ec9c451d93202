/** What the writes of one batch share. */
import { SpectrynError } from "../../errors.ts";
import type { FailedAnswer, HttpCall } from "../../http/call.ts";
import type { HttpClient } from "../../http/client.ts";
import type { ForgeUser } from "../../ports/forge.ts";
import type { Log } from "../../ports/runtime.ts";
import type { FileSource } from "../../ports/tracker.ts";
import type { IssueCalls } from "./calls.ts";
import type { FileWrite } from "./files.ts";
import type { Journal } from "./journal.ts";
import type { Lists } from "./listing.ts";
import type { LocalState } from "./local-state.ts";
import { accountId, nameOf, type ReadApiIssue } from "./mapping.ts";
import type { ApiAccount } from "./schema.ts";

export interface Session {
  readonly http: HttpClient;
  readonly calls: IssueCalls;
  readonly lists: Lists;
  readonly journal: Journal;
  readonly state: LocalState;
  readonly issues: ReadonlyMap<number, ReadApiIssue>;
  /** By `ownerSubject`; creates join it. */
  readonly numbers: Map<string, number>;
  /** Of the batch; see files.ts. */
  readonly files: ReadonlyMap<string, readonly FileWrite[]>;
  /** Contents that may be sent, by hash. */
  readonly sources: ReadonlyMap<string, FileSource>;
  /** Accounts for a name as people write it. */
  readonly findUsers: (name: string) => Promise<readonly ForgeUser[]>;
  /** Takes a line for the person. */
  readonly tell: Log;
}

/** The answer, or what the host said instead. */
export async function sendOr404<T>({ http }: Session, call: HttpCall<T>): Promise<T | null> {
  const tried = await http.trySend(call);
  if (tried.ok) return tried.answer.value;
  if (tried.failure.status === 404) return null;
  throw http.toError(tried.failure);
}

/** What a POST wrote. One whose outcome nobody knows is looked up before it is sent again, now and after a crash. */
export async function post<T>(
  { http, journal }: Session,
  name: string | null,
  call: HttpCall<T>,
  lookUp: () => Promise<T | null>,
): Promise<{ readonly value: T; readonly isFound: boolean }> {
  const isOpen = name !== null && journal.isOpen(name);
  const before = isOpen ? await lookUp() : null;
  if (before !== null) return { value: before, isFound: true };
  if (name !== null && !isOpen) await journal.begin(name);
  for (let tries = 1; ; tries += 1) {
    try {
      const tried = await http.trySend(call);
      if (name !== null) await journal.end(name);
      if (tried.ok) return { value: tried.answer.value, isFound: false };
      throw http.toError(tried.failure);
    } catch (error) {
      if (name === null || !isUnknown(error)) throw error;
      const found = await lookUp();
      if (found !== null) {
        await journal.end(name);
        return { value: found, isFound: true };
      }
      // One that was only slow may still arrive: the next run looks again.
      if (tries === 2 || (error as SpectrynError).data["isLate"] === true) throw error;
    }
  }
}

function isUnknown(error: unknown): boolean {
  return (
    error instanceof SpectrynError && (error.code === "outcome-unknown" || error.code === "unexpected-answer")
  );
}

/** The account that a name stands for; the one that is there keeps its name. */
export async function findAccount(
  { state, findUsers }: Session,
  name: string | null,
  present: ApiAccount | null,
): Promise<ApiAccount | null> {
  if (name === null) return null;
  if (present !== null && (nameOf(present, state.people) === name || accountId(present) === name)) {
    return present;
  }
  const found = await findUsers(name);
  const [user, ...others] = found;
  if (user === undefined || others.length > 0) {
    const names = found.map(({ displayName, id }) => `${displayName} (${id})`).join(", ");
    throw new SpectrynError(
      "write-failed",
      user === undefined ? `nobody here is called "${name}"` : `"${name}" may be ${names}`,
      { hint: `Name the account in the configuration: bitbucket.users: { ${name}: ACCOUNT_ID }` },
    );
  }
  if (user.name !== name) state.people[user.id] = name;
  const id = user.id.startsWith("{") ? { uuid: user.id } : { account_id: user.id };
  return { ...id, nickname: user.name, display_name: user.displayName };
}

/** Where there is no tracker, the two ways of not being there are told apart. */
export function absence(http: HttpClient, failure: FailedAnswer, name: string): SpectrynError {
  if (failure.status !== 404) return http.toError(failure);
  if (/no issue tracker/i.test(failure.message ?? "")) {
    return http.toError(failure, {
      code: "no-tracker",
      title: `${name} has no issue tracker`,
      hint: "Switch it on in the repository's settings, or keep the issues on a branch: bitbucket.issues: branch",
    });
  }
  return http.toError(failure, {
    code: "repository-missing",
    title: `${name} was not found, or the token has no access to it`,
    hint: "Check BITBUCKET_WORKSPACE, BITBUCKET_REPO and the token's account.",
  });
}
