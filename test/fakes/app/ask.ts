/** A bare client for tests of the fakes: what came back, nothing interpreted. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `undefined` when the body is no JSON. */
  readonly json: unknown;
}

type HeaderInput = Readonly<Record<string, string>>;

export async function ask(
  url: string,
  headers: HeaderInput = {},
  method = "GET",
  body?: object,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body && { "content-type": "application/json" }) },
    redirect: "manual",
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

export function basic(user: string, secret: string): HeaderInput {
  return { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}` };
}

export function bearer(secret: string): HeaderInput {
  return { authorization: `Bearer ${secret}` };
}
