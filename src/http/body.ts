/** Bodies, read within a bound and turned into data. */

export type Body =
  | { readonly kind: "empty" }
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "page"; readonly text: string }
  | { readonly kind: "text"; readonly text: string };

/** Reads a body as text; `null` when it is longer than `limit` bytes, decompressed. */
export async function readText(
  body: AsyncIterable<Uint8Array> | null,
  limit: number,
): Promise<string | null> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** By what it is, not by what its content type claims: proxies and login pages claim anything. */
export function parseBody(text: string): Body {
  const trimmed = text.trimStart();
  if (trimmed === "") return { kind: "empty" };
  if (trimmed.startsWith("<")) return { kind: "page", text };
  try {
    return { kind: "json", value: JSON.parse(text) as unknown };
  } catch {
    // Not JSON is an answer like any other: whoever asked says what that means.
    return { kind: "text", text };
  }
}

/** The title of a web page, to name a login page by its own words. */
export function titleOf(page: string): string | null {
  const title = /<title[^>]*>([^<]{1,200})/i.exec(page)?.[1]?.replace(/\s+/g, " ").trim() ?? "";
  return title === "" ? null : title;
}
