import { once } from "node:events";
import type { Writable } from "node:stream";

/** What a child reads: all at once, or piece by piece as fast as it takes them. */
export type Input = string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Writes `input` to a child's stdin and closes it. A child that ends early is no failure here. */
export async function feed(stdin: Writable, input: Input | undefined): Promise<void> {
  let isClosed = false;
  // EPIPE: the child ended without reading everything; its exit code says whether that was wrong.
  stdin.on("error", () => {
    isClosed = true;
  });
  stdin.on("close", () => {
    isClosed = true;
  });
  for await (const piece of pieces(input)) {
    if (isClosed) break;
    if (!stdin.write(piece) && !isClosed) await drained(stdin);
  }
  if (!isClosed) stdin.end();
}

function pieces(
  input: Input | undefined,
): Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array> {
  if (input === undefined) return [];
  return typeof input === "string" || input instanceof Uint8Array ? [input] : input;
}

/** Resolves when the child took what was written, or will never take it. */
async function drained(stdin: Writable): Promise<void> {
  const given = new AbortController();
  const waits = ["drain", "close", "error"].map((event) =>
    once(stdin, event, { signal: given.signal }).catch(() => {}),
  );
  await Promise.race(waits);
  given.abort();
}
