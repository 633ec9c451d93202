/** Files sent as a form and fetched from wherever the host leads to: the login goes to the API alone. */
import { afterEach, expect, it } from "vitest";
import * as z from "zod";
import type { HttpClient } from "./client.ts";
import { makeJumpClock, makeTestClient, type Respond, startHost } from "./test-host.ts";

let client: HttpClient | null = null;
const clock = makeJumpClock();
afterEach(async () => {
  await client?.close();
});

async function open(respond: Respond) {
  const host = await startHost(respond);
  client = makeTestClient(host.url, { clock, authorizations: ["Basic ZGFuYTpzZWNyZXQ="] });
  return { host, client };
}

async function* pieces(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

async function textOf(content: AsyncIterable<Uint8Array> | null): Promise<string | null> {
  if (content === null) return null;
  let text = "";
  for await (const piece of content) text += new TextDecoder().decode(piece);
  return text;
}

const form = (name: string) => ({ field: "files", name, size: 6, open: () => pieces("abc", "def") });
const upload = (name: string) =>
  ({ verb: "POST", path: "/files", form: form(name), schema: z.undefined() }) as const;

it("sends a file as a form with its length, and takes an empty answer", async () => {
  const { host, client } = await open((_, response) => void response.writeHead(201).end());
  await client.send(upload('a "b" é.pdf'));
  const [seen] = host.seen;
  expect(seen!.headers["content-length"]).toBe(String(Buffer.byteLength(seen!.body)));
  expect(seen!.headers["transfer-encoding"]).toBeUndefined();
  const body = new Response(seen!.body, { headers: { "content-type": seen!.headers["content-type"]! } });
  const file = (await body.formData()).get("files") as File;
  expect([file.name, await file.text()]).toEqual(['a "b" é.pdf', "abcdef"]);
});

it("opens the file anew when a refused upload is repeated", async () => {
  let count = 0;
  const { host, client } = await open((_, response) => {
    count += 1;
    response.writeHead(count === 1 ? 429 : 201).end();
  });
  await client.send(upload("a"));
  expect(host.seen.map(({ body }) => body.includes("abcdef"))).toEqual([true, true]);
});

it("follows a download to another origin without the login", async () => {
  const store = await startHost((_, response) => void response.writeHead(200).end("content"));
  const location = `${store.url}/one-time`;
  const { host, client } = await open((_, response) => void response.writeHead(302, { location }).end());
  expect(await textOf(await client.download("/files/a"))).toBe("content");
  expect(host.seen[0]!.headers.authorization).toBe("Basic ZGFuYTpzZWNyZXQ=");
  expect(store.seen[0]!.headers.authorization).toBeUndefined();
});

it("answers null where there is no such file, and repeats what failed", async () => {
  let count = 0;
  const { client } = await open(({ url }, response) => {
    if (url === "/none") return void response.writeHead(404).end();
    count += 1;
    response.writeHead(count === 1 ? 502 : 200).end("late");
  });
  expect(await client.download("/none")).toBeNull();
  expect(await textOf(await client.download("/some"))).toBe("late");
});

it.each([
  [403, "permission"],
  [503, "network"],
  [429, "rate-limited"],
])("gives up on %i with %s", async (status, code) => {
  const { client } = await open((_, response) => void response.writeHead(status).end());
  await expect(client.download("/a")).rejects.toMatchObject({ code });
});

it("says that a host was too slow", async () => {
  const { client } = await open(() => clock.elapse(30_000));
  await expect(client.download("/a")).rejects.toMatchObject({ code: "timeout" });
});

it("says that a connection was lost", async () => {
  const { client } = await open((_, response) => void response.socket!.destroy());
  await expect(client.download("/a")).rejects.toMatchObject({ code: "network" });
});
