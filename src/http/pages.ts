/** Listings in pages. A page that fails fails the listing: a short list would look like deleted things. */
import * as z from "zod";
import { SpectrynError } from "../errors.ts";
import type { Answer, HttpCall, Query } from "./call.ts";

/** More pages than any real listing has; reaching it means that the host goes round in circles. */
export const mostPages = 1000;

export interface Listing<Page, Entry> {
  readonly first: HttpCall<Page>;
  readonly entries: (page: Page) => readonly Entry[];
  /** The call for the next page; `null` after the last one. */
  readonly next: (page: Page, call: HttpCall<Page>) => HttpCall<Page> | null;
  readonly mostPages?: number;
}

export async function* readPages<Page, Entry>(
  send: (call: HttpCall<Page>) => Promise<Answer<Page>>,
  listing: Listing<Page, Entry>,
): AsyncGenerator<Entry> {
  const bound = listing.mostPages ?? mostPages;
  let call: HttpCall<Page> | null = listing.first;
  for (let pages = 0; call !== null; pages += 1) {
    if (pages === bound) {
      throw new SpectrynError("unexpected-answer", `${listing.first.path} has more than ${bound} pages`, {
        hint: "Narrow the question; the listing was not used, because it would be incomplete.",
        data: { pages: bound },
      });
    }
    const page: Page = (await send(call)).value;
    yield* listing.entries(page);
    call = listing.next(page, call);
  }
}

/** All entries of a listing. */
export async function collect<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

/** A page that links to the next one, as Cloud's API 2.0 has them. Only `values` and `next` are promised. */
export function linkedPage<T extends z.ZodType>(value: T) {
  return z.object({ values: z.array(value), next: z.string().optional(), size: z.number().optional() });
}

/** `next` is absolute and opaque; the last page has none. */
export function linkedPages<T extends z.ZodType>(path: string, query: Query, value: T) {
  const schema = linkedPage(value);
  type Page = z.infer<typeof schema>;
  const listing: Listing<Page, z.infer<T>> = {
    first: { verb: "GET", path, query, schema },
    entries: ({ values }) => values as z.infer<T>[],
    next: ({ next }) => (next === undefined ? null : { verb: "GET", path: next, schema }),
  };
  return listing;
}
