/** The headers by which a host announces an end: `deprecation: @1771545600`, `sunset: Fri, 21 Aug 2026 ... UTC`. */
import type { HeaderReader } from "./call.ts";

export interface Deprecation {
  /** What announces it: two endpoints of one announcement are one warning. */
  readonly key: string;
  readonly text: string;
}

export function readDeprecation(headers: HeaderReader, endpoint: string): Deprecation | null {
  const since = headers.get("deprecation");
  const sunset = headers.get("sunset");
  if (since === null && sunset === null) return null;
  const link = /<([^>]+)>[^,]*rel="?(?:deprecation|sunset)"?/i.exec(headers.get("link") ?? "")?.[1] ?? null;
  const end = toDay(sunset);
  const when = end === null ? "is deprecated" : `ends on ${end}`;
  return {
    key: link ?? sunset ?? since ?? "",
    text: `the host says that ${endpoint} ${when}${link === null ? "" : `: ${link}`}`,
  };
}

function toDay(date: string | null): string | null {
  const ms = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString().slice(0, 10);
}
