import { describe, expect, it } from "vitest";
import { proxiesOf, withProxyNamed } from "./proxy.ts";

function ended(stderr: string) {
  return { pid: 1, code: 128, stderr, stdout: Buffer.alloc(0) };
}

const refused = (to: string) =>
  `fatal: unable to access 'https://git.example/a.git/': Failed to connect to ${to} after 0 ms: Couldn't connect`;

describe("a connection that was refused", () => {
  it.each([
    ["10.0.0.1 port 3128", "http://10.0.0.1:3128"],
    ["10.0.0.1 port 3128", "http://dana:word@10.0.0.1:3128/"],
    ["proxy.example port 1080", "proxy.example"],
    ["proxy.example port 443", "https://proxy.example"],
    ["::1 port 8080", "http://[::1]:8080"],
  ])("by the proxy is told as such: %s", async (to, proxy) => {
    const named = await withProxyNamed(ended(refused(to)), async () => ["http://other:1", proxy]);
    expect(named.stderr).toContain("Failed to connect to proxy ");
  });

  it("by the host is not, and what else went wrong asks for no proxy", async () => {
    const byHost = ended(refused("git.example port 443"));
    expect(await withProxyNamed(byHost, async () => ["http://10.0.0.1:3128"])).toBe(byHost);
    const other = ended("fatal: repository not found");
    const asked = () => Promise.reject(new Error("asked for proxies"));
    expect(await withProxyNamed(other, asked)).toBe(other);
  });

  it("knows proxies of git's settings and of every variable", () => {
    expect(proxiesOf({ https_proxy: "a", ALL_PROXY: "b", HTTP_PROXY: "" }, ["c", ""])).toEqual([
      "c",
      "a",
      "b",
    ]);
  });
});
