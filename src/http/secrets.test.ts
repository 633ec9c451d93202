import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { SpectrynError } from "../errors.ts";
import { basicAuthorization, bearerAuthorization } from "./login.ts";
import { makeRedact, redactCause, redactData } from "./secrets.ts";
import { answer, makeTestClient, type Respond, startHost } from "./test-host.ts";

const canary = "canary/töken+with spaces";

describe("makeRedact", () => {
  const redact = makeRedact([canary, basicAuthorization("jane", canary)]);

  it.each([
    canary,
    encodeURIComponent(canary),
    Buffer.from(canary).toString("base64"),
    Buffer.from(`jane:${canary}`).toString("base64"),
    JSON.stringify({ password: canary }),
  ])("hides %s", (form) => {
    const shown = redact(`before ${form} after`);
    expect(shown).not.toContain(form);
    expect(shown).toMatch(/^before .*\[redacted\].* after$/);
  });

  it.each([
    ["https://jane:s3cret@host/x", "https://host/x"],
    ["authorization: Bearer abc123def", "authorization: Bearer [redacted]"],
    ['{"Authorization":"Basic amFuZTpzM2NyZXQ="}', '{"Authorization":"Basic [redacted]"}'],
    ["Bearer ATCTT3x1234567", "Bearer [redacted]"],
    ["GET /x?access_token=abc&page=2", "GET /x?access_token=[redacted]&page=2"],
    ["Basic Authentication has been disabled", "Basic Authentication has been disabled"],
    ["the bearer understands", "the bearer understands"],
  ])("%s -> %s", (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it("does not mask every letter because a secret is one letter long", () => {
    expect(makeRedact(["a", ""])("banana")).toBe("banana");
  });

  it("reaches into data and along causes", () => {
    expect(redactData({ a: [canary, 1, null], [canary]: true }, redact)).toEqual({
      a: ["[redacted]", 1, null],
      "[redacted]": true,
    });
    const error = new Error(`outer ${canary}`, {
      cause: Object.assign(new Error(canary), { code: "ECODE" }),
    });
    const copy = redactCause(error, redact);
    expect(inspect(copy)).not.toContain(canary);
    expect(copy?.cause).toMatchObject({ message: "[redacted]", code: "ECODE" });
  });
});

describe("a canary", () => {
  const bearer = bearerAuthorization(canary);
  const base64 = Buffer.from(`jane:${canary}`).toString("base64");
  const forms = [canary, encodeURIComponent(canary), base64];
  const nasty = { error: { message: `token ${canary} is wrong, sent as Basic ${base64}` } };

  it.each<[string, Respond]>([
    ["in an error body", answer(403, nasty)],
    ["in a plain body", (_, response) => void response.writeHead(400).end(`no: ${canary}`)],
    ["in a broken body", (_, response) => void response.end(`{"token": "${canary}`)],
    ["in a login page", (_, response) => void response.end(`<title>${canary}</title>`)],
    [
      "in a redirect",
      answer(302, undefined, { location: `https://example.com/${encodeURIComponent(canary)}` }),
    ],
    ["in a request id", answer(500, nasty, { "x-request-id": encodeURIComponent(canary) })],
    ["in what the schema refuses", answer(200, { [canary]: 1 })],
    ["in a refusal that is too long", answer(429, nasty, { "retry-after": "9999" })],
    ["in the URL of a cut connection", (_, response) => void response.destroy()],
  ])("%s reaches neither error nor log", async (_, respond) => {
    const host = await startHost(respond);
    const lines: string[] = [];
    const note = (line: string) => void lines.push(line);
    const authorizations = [bearer, basicAuthorization("jane", canary)].slice(1);
    const client = makeTestClient(host.url, { authorizations, secrets: [canary], log: note, warn: note });
    const call = { verb: "GET", path: "/x", query: { q: canary }, schema: z.strictObject({}) } as const;
    const error = await client.send(call).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SpectrynError);
    const { code, hint, data } = error as SpectrynError;
    const shown = [inspect(error, { depth: 10 }), code, hint, JSON.stringify(data), ...lines].join("\n");
    for (const form of forms) expect(shown).not.toContain(form);
    expect(host.seen[0]?.headers.authorization).toBe(`Basic ${base64}`);
  });

  it("is not in the failure that a caller gets to judge", async () => {
    const host = await startHost(answer(404, nasty));
    const client = makeTestClient(host.url, {
      authorizations: [bearerAuthorization("x-123")],
      secrets: [canary],
    });
    const tried = await client.trySend({ verb: "GET", path: "/x", schema: z.unknown() });
    if (tried.ok) throw new Error("it did not fail");
    const { text, json, message } = tried.failure;
    expect(message).toContain("[redacted]");
    for (const form of forms) expect(JSON.stringify([text, json, message])).not.toContain(form);
  });
});
