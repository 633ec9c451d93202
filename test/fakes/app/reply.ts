/** What a fake answers, as a value: routes give it, the app sends it, tests put it into faults. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, already validated against the specification when it is sent; `undefined` when the body is no JSON. */
  readonly json?: unknown;
  readonly text?: string;
  /** Instead of `text`. */
  readonly bytes?: Uint8Array;
}

type Headers = Readonly<Record<string, string>>;

export function jsonReply(status: number, json: unknown, headers: Headers = {}): Reply {
  return { status, json, headers: { "content-type": "application/json; charset=utf-8", ...headers } };
}

export function textReply(status: number, text: string, headers: Headers = {}): Reply {
  return { status, text, headers: { "content-type": "text/plain; charset=utf-8", ...headers } };
}

export function htmlReply(status: number, text: string, headers: Headers = {}): Reply {
  return { status, text, headers: { "content-type": "text/html; charset=utf-8", ...headers } };
}

export function emptyReply(status: number, headers: Headers = {}): Reply {
  return { status, headers };
}

/** The body as it goes over the wire. */
export function bodyOf(reply: Reply): string | Uint8Array {
  return reply.json === undefined ? (reply.bytes ?? reply.text ?? "") : JSON.stringify(reply.json);
}
