/** What is asked over HTTP and what comes back, in our own types. */
import type * as z from "zod";
import type { ErrorCode } from "../errors.ts";

export type Verb = "GET" | "POST" | "PUT" | "DELETE";

export type QueryValue = string | number | boolean;

/** Absent values are left out, lists repeat their name. */
export type Query = Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>;

/** One request. Every answer passes through `schema`: an unchecked variant does not exist. */
export interface HttpCall<T> {
  readonly verb: Verb;
  /** Below the base URL, made with `path`; or an absolute URL of the same origin (a `next` link). */
  readonly path: string;
  readonly query?: Query;
  readonly json?: unknown;
  /** A file as a form, instead of `json`. */
  readonly form?: FormFile;
  /** Gets the parsed JSON, or `undefined` for an empty body. */
  readonly schema: z.ZodType<T>;
  /** Sent without credentials, for what is asked of a host nobody vouched for yet. */
  readonly isAnonymous?: boolean;
}

export interface FormFile {
  /** The form's field. */
  readonly field: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Its bytes from the start, each time it is called. */
  open(): AsyncIterable<Uint8Array>;
}

/** A body that is sent piece by piece, with its length. */
export interface StreamBody {
  readonly type: string;
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

export interface HeaderReader {
  get(name: string): string | null;
}

export interface Answer<T> {
  readonly value: T;
  readonly status: number;
  readonly headers: HeaderReader;
  /** Where the answer came from, after redirects, without secrets. */
  readonly url: string;
}

/** An answer outside 200-299 after all retries. Nothing in it holds a secret but, perhaps, `headers`. */
export interface FailedAnswer {
  readonly verb: Verb;
  readonly url: string;
  readonly status: number;
  readonly headers: HeaderReader;
  readonly text: string;
  /** The body as data, `undefined` where it is none. */
  readonly json: unknown;
  /** What the host itself says of it. */
  readonly message: string | null;
  readonly requestId: string | null;
  /** Sent with credentials. */
  readonly hasLogin: boolean;
}

/** What a failure means, said by whoever knows the host. */
export interface Explanation {
  readonly code: ErrorCode;
  readonly title: string;
  readonly hint?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What only the adapter of a host knows. */
export interface HostRules {
  /** The host's own words in an error body. */
  messageOf(json: unknown): string | null;
  /** The cause of a failure; `null` for the general one of its status. */
  explain(failure: FailedAnswer): Explanation | null;
  /** This form of the credentials was not accepted: the next form may be tried. */
  isLoginRefused(failure: FailedAnswer): boolean;
  /** Nothing more may be sent (a captcha lock: each further try prolongs it). */
  isFinal(failure: FailedAnswer): boolean;
}
