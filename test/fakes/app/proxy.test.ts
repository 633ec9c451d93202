/** What stands between a program and a host: certificates, a proxy, a host that sends elsewhere. */
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { expect, onTestFinished, test } from "vitest";
import { type CloudOptions, startCloud } from "../cloud.ts";
import { ask, basic } from "./ask.ts";
import { startProxy, startRedirector } from "./proxy.ts";
import { makeCertificate } from "./tls.ts";

/** The address of a resource that wants a login. */
async function start(options: CloudOptions = {}): Promise<string> {
  const cloud = await startCloud(options);
  onTestFinished(() => cloud.close());
  return `${cloud.apiUrl}/user`;
}

test("a self-signed certificate is trusted only by those who have it", async () => {
  const certificate = makeCertificate();
  const user = await start({ tls: certificate });
  expect(user).toMatch(/^https:/);
  await expect(askTls(user)).rejects.toThrow("self-signed certificate");
  expect(await askTls(user, certificate.cert)).toBe(401);
});

function askTls(url: string, ca?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpsRequest(url, ca === undefined ? {} : { ca }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

test("the proxy tunnels, records, and can demand a login", async () => {
  const user = await start();
  const proxy = await startProxy({ login: "me:secret", reroutePort: Number(new URL(user).port) });
  const tunnel = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(proxy.url);
      httpRequest({ host: hostname, port, method: "CONNECT", path: "api.bitbucket.org:443", headers })
        .on("connect", (response, socket) => {
          socket.destroy();
          resolve(response.statusCode);
        })
        .on("error", reject)
        .end();
    });
  expect(await tunnel({})).toBe(407);
  const login = `Basic ${Buffer.from("me:secret").toString("base64")}`;
  expect(await tunnel({ "proxy-authorization": login })).toBe(200);
  expect(proxy.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
    "CONNECT api.bitbucket.org:443",
    "CONNECT api.bitbucket.org:443",
  ]);
  await proxy.close();
});

test("the redirecting host sends everything elsewhere and shows what reached it", async () => {
  const user = await start();
  const redirector = await startRedirector(new URL(user).origin, 307);
  const answer = await ask(`${redirector.url}/2.0/user`, basic("dana@example.com", "secret"));
  expect(answer.status).toBe(307);
  expect(answer.headers.get("location")).toBe(user);
  expect(redirector.requests[0]?.headers.authorization).toMatch(/^Basic /);
  await redirector.close();
});
