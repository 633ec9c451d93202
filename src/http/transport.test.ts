import { afterEach, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { startProxy } from "../../test/fakes/app/proxy.ts";
import { type Certificate, makeCertificate } from "../../test/fakes/app/tls.ts";
import type { SpectrynError } from "../errors.ts";
import type { HttpOptions } from "./client.ts";
import { bearerAuthorization } from "./login.ts";
import { answer, makeTestClient, startHost } from "./test-host.ts";

let certificate: Certificate;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(() => {
  certificate = makeCertificate();
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const secureHost = () => startHost(answer(200, { ok: true }), certificate);

async function proxy(options?: Parameters<typeof startProxy>[0]) {
  const started = await startProxy(options);
  closing.push(() => started.close());
  return started;
}

const call = { verb: "GET", path: "/x", schema: z.object({ ok: z.boolean() }) } as const;

async function ask(url: string, options: Partial<HttpOptions> = {}) {
  const client = makeTestClient(url, options);
  closing.push(() => client.close());
  return client.send(call).then(
    ({ value }) => ({ value, error: null }),
    (error: SpectrynError) => ({ value: null, error }),
  );
}

describe("certificates", () => {
  it("of nobody known are refused, once, with the way on", async () => {
    const host = await secureHost();
    const { error } = await ask(host.url, { authorizations: [bearerAuthorization("tok-123456")] });
    expect(error?.code).toBe("network");
    expect(error?.message).toMatch(/^no secure connection: self-signed certificate/);
    expect(error?.hint).toMatch(/BITBUCKET_CA_FILE/);
    expect(host.seen).toHaveLength(0);
  });

  it("are accepted when their authority is given, without a warning", async () => {
    const host = await secureHost();
    const warnings: string[] = [];
    const warn = (text: string) => void warnings.push(text);
    expect((await ask(host.url, { ca: certificate.cert, warn })).value).toEqual({ ok: true });
    expect(warnings).toEqual([]);
  });

  it("are not looked at when a person says so, with one warning, and for this client only", async () => {
    const host = await secureHost();
    const warnings: string[] = [];
    const off = { verifiesTls: false, warn: (text: string) => void warnings.push(text) };
    expect((await ask(host.url, off)).value).toEqual({ ok: true });
    expect(warnings).toEqual([expect.stringMatching(/certificates are not verified/)]);
    expect((await ask(host.url)).error?.code).toBe("network");
  });
});

describe("a proxy", () => {
  it("carries https through a tunnel, certificates verified at the end of it", async () => {
    const host = await secureHost();
    const way = await proxy();
    const env = { HTTPS_PROXY: way.url };
    expect((await ask(host.url, { env, ca: certificate.cert })).value).toEqual({ ok: true });
    expect(way.requests.map((request) => request.method)).toEqual(["CONNECT"]);
    const refused = await ask(host.url, { env });
    expect(refused.error?.message).toMatch(/no secure connection/);
    expect((await ask(host.url, { env, verifiesTls: false })).value).toEqual({ ok: true });
  });

  it("never sees the credentials", async () => {
    const host = await secureHost();
    const way = await proxy();
    const authorizations = [bearerAuthorization("tok-123456")];
    await ask(host.url, { env: { https_proxy: way.url }, ca: certificate.cert, authorizations });
    expect(host.seen[0]?.headers.authorization).toBe("Bearer tok-123456");
    expect(JSON.stringify(way.requests)).not.toContain("tok-123456");
  });

  it.each([
    ["NO_PROXY names the host", (url: string) => ({ HTTPS_PROXY: url, NO_PROXY: "127.0.0.1,example.com" })],
    ["only HTTP_PROXY is set", (url: string) => ({ HTTP_PROXY: url })],
    ["nothing is set", () => ({})],
  ])("is not used when %s", async (_, env) => {
    const host = await secureHost();
    const way = await proxy();
    expect((await ask(host.url, { env: env(way.url), ca: certificate.cert })).value).toEqual({ ok: true });
    expect(way.requests).toHaveLength(0);
  });

  it("of the configuration comes before that of the environment", async () => {
    const host = await secureHost();
    const [first, second] = [await proxy(), await proxy()];
    const options = {
      env: { HTTPS_PROXY: first.url, NO_PROXY: "*" },
      proxy: second.url,
      ca: certificate.cert,
    };
    expect((await ask(host.url, options)).value).toEqual({ ok: true });
    expect([first.requests.length, second.requests.length]).toEqual([0, 1]);
  });

  it("with a login gets it, and a wrong one is told without the password", async () => {
    const host = await secureHost();
    const way = await proxy({ login: "me:canary-pass" });
    const withLogin = (login: string) => ({ HTTPS_PROXY: way.url.replace("//", `//${login}@`) });
    const ca = certificate.cert;
    expect((await ask(host.url, { env: withLogin("me:canary-pass"), ca })).value).toEqual({ ok: true });
    const { error } = await ask(host.url, { env: withLogin("me:canary-wrong"), ca });
    expect(error?.message).toMatch(/^the proxy refused the connection/);
    expect(`${error?.message} ${error?.stack} ${error?.cause}`).not.toContain("canary");
  });
});

it("does not read this process's own environment", async () => {
  const host = await secureHost();
  process.env["HTTPS_PROXY"] = "http://127.0.0.1:1";
  closing.push(async () => delete process.env["HTTPS_PROXY"]);
  expect((await ask(host.url, { ca: certificate.cert })).value).toEqual({ ok: true });
});
