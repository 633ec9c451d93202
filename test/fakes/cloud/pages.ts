/** Pages of Cloud: counted from 1, an absolute `next` that is missing on the last one. */
import { jsonReply, type Reply } from "../app/reply.ts";
import { cloudError } from "./errors.ts";
import type { CloudCall } from "./route.ts";

export interface PageRules {
  /** Default 10. */
  readonly pagelen?: number;
  /** Default 100; pull requests allow 50. */
  readonly maximum?: number;
  /** Iterator pages refuse page numbers: their `next` is opaque and they have no `size`. */
  readonly isIterator?: boolean;
  /** What each value of the page looks like; default: as it is given. */
  readonly toShape?: (value: object) => object;
}

export function pageOf(call: CloudCall, values: readonly object[], rules: PageRules = {}): Reply {
  const { query, path, headers } = call.request;
  // Under the name by which it was asked, as behind a proxy.
  const host = headers["host"] ?? new URL(call.world.url).host;
  const { maximum = 100, isIterator = false, toShape = (value) => value } = rules;
  const pagelen = Number(query.get("pagelen") ?? rules.pagelen ?? 10);
  if (!Number.isInteger(pagelen) || pagelen < 1 || pagelen > maximum)
    return cloudError(400, "Invalid pagelen");
  const page = pageNumber(query.get("page"), isIterator);
  if (page === null) return cloudError(400, "Invalid page");
  const rest = values.slice((page - 1) * pagelen);
  const link = (to: number) => {
    const next = new URLSearchParams(query);
    next.set("page", isIterator ? cursorOf(to) : String(to));
    return `${new URL(call.world.url).protocol}//${host}${path}?${next}`;
  };
  const body = {
    ...(isIterator ? {} : { size: values.length, page }),
    pagelen,
    ...(rest.length > pagelen && { next: link(page + 1) }),
    ...(page > 1 && !isIterator && { previous: link(page - 1) }),
    values: rest.slice(0, pagelen).map(toShape),
  };
  return jsonReply(200, body);
}

function pageNumber(given: string | null, isIterator: boolean): number | null {
  if (given === null) return 1;
  const text = isIterator ? /^it-(\d+)$/.exec(Buffer.from(given, "base64url").toString())?.[1] : given;
  const page = Number(text);
  return Number.isInteger(page) && page >= 1 ? page : null;
}

function cursorOf(page: number): string {
  return Buffer.from(`it-${page}`).toString("base64url");
}
