import { describe, expect, it } from "vitest";
import { SpectrynError } from "../errors.ts";
import type { Origin } from "./origin.ts";
import { makeSecretUrl } from "./secret.ts";
import { readCredential } from "./secrets.ts";
import { makeConfigFolder } from "./test-support.ts";
import { auditTrust, makeConnection, type TrustRequest } from "./trust.ts";
import { makeTrustRequest } from "./trust-request.ts";

const inFile = (path: string) => ({ path, place: { file: path, line: 3, column: 5 } });
const origins = {
  project: { from: "project", ...inFile(".spectryn.yaml") },
  dotenv: { from: "dotenv", variable: "V", ...inFile(".env") },
  user: { from: "user", ...inFile("config.yaml") },
  named: { from: "named", ...inFile("mine.yaml") },
  environment: { from: "environment", variable: "V" },
  flag: { from: "flag", flag: "--flag" },
  git: { from: "default" },
} as const satisfies Record<string, Origin>;
type Source = keyof typeof origins;
const sources = Object.keys(origins) as Source[];

const byDefault: Origin = { from: "default" };

function request(parts: Partial<TrustRequest>): TrustRequest {
  return {
    credential: { kind: "server-token", origin: origins.environment },
    baseUrl: null,
    gitUrl: null,
    sslVerify: { value: true, origin: byDefault },
    caFile: null,
    proxy: null,
    remoteUrls: [],
    environmentBaseUrl: null,
    trustedHosts: [],
    allowsPlainHttp: false,
    ...parts,
  };
}

const own = "git.acme.org";
const settings = {
  base_url: (host: string, origin: Origin) => ({ baseUrl: { value: `https://${host}/rest`, origin } }),
  git_url: (host: string, origin: Origin) => ({ gitUrl: { value: `https://${host}/scm/a/b.git`, origin } }),
  proxy: (host: string, origin: Origin) => ({ proxy: { value: makeSecretUrl(`https://${host}`), origin } }),
  ssl_verify: (host: string, origin: Origin) => ({
    baseUrl: { value: `https://${host}/rest`, origin: origins.flag },
    gitUrl: { value: `https://${host}/a.git`, origin: origins.flag },
    sslVerify: { value: false, origin },
  }),
  ca_file: (host: string, origin: Origin) => ({
    baseUrl: { value: `https://${host}/rest`, origin: origins.flag },
    gitUrl: { value: `https://${host}/a.git`, origin: origins.flag },
    caFile: { value: "/ca.pem", origin },
  }),
};
type Setting = keyof typeof settings;
const names = Object.keys(settings) as Setting[];

/** How the host of a value may be known, and for which settings that is enough. */
const knownBy: readonly (readonly [string, string, Partial<TrustRequest>, readonly Setting[]])[] = [
  ["nothing", own, {}, []],
  ["the clone's remote (https)", own, { remoteUrls: [`https://dana@${own}/scm/a/b.git`] }, names],
  ["the clone's remote (ssh, other port)", own, { remoteUrls: [`ssh://git@${own}:7999/a/b.git`] }, names],
  ["the clone's remote (scp form)", own, { remoteUrls: [`git@${own}:a/b.git`] }, names],
  ["the clone's second remote", own, { remoteUrls: ["/srv/x.git", `git@${own}:a/b.git`] }, names],
  ["the clone's remote on another port", own, { remoteUrls: [`https://${own}:8443/a/b.git`] }, []],
  ["a remote of a longer name", own, { remoteUrls: [`https://${own}.evil.example/a/b.git`] }, []],
  ["a remote of a parent name", own, { remoteUrls: ["https://acme.org/a/b.git"] }, []],
  ["a remote that is a path", own, { remoteUrls: [`/srv/${own}/b.git`] }, []],
  ["a login that looks like the host", own, { remoteUrls: [`https://${own}@evil.example/a/b.git`] }, []],
  ["BITBUCKET_BASE_URL", own, { environmentBaseUrl: `https://${own}/bb/rest/api/1.0` }, names],
  ["BITBUCKET_BASE_URL of another host", own, { environmentBaseUrl: "https://other.example" }, []],
  ["--trust-host", own, { trustedHosts: [own.toUpperCase()] }, names],
  ["--trust-host with the port", own, { trustedHosts: [`${own}:443`] }, names],
  ["--trust-host with another port", own, { trustedHosts: [`${own}:8443`] }, []],
  ["--trust-host as a URL", own, { trustedHosts: [`https://${own}/x`] }, names],
  ["--trust-host of another host", own, { trustedHosts: ["other.example"] }, []],
  ["being Cloud", "api.bitbucket.org", {}, ["base_url", "git_url"]],
  [
    "being Cloud, the clone's remote",
    "bitbucket.org",
    { remoteUrls: ["git@bitbucket.org:a/b.git"] },
    ["base_url", "git_url"],
  ],
  ["being Cloud, named by --trust-host", "api.bitbucket.org", { trustedHosts: ["bitbucket.org"] }, names],
  ["looking like Cloud", "api.bitbucket.org.evil.example", {}, []],
];

describe("a value of the repository's own files", () => {
  for (const [why, host, known, allowed] of knownBy) {
    for (const setting of names) {
      for (const from of ["project", "dotenv"] as const) {
        const isAllowed = allowed.includes(setting);
        it(`${setting} from ${from}, known by ${why}: ${isAllowed ? "applies" : "is refused"}`, () => {
          const asked = request({ ...settings[setting](host, origins[from]), ...known });
          expect(auditTrust(asked).map((refusal) => refusal.setting)).toEqual(isAllowed ? [] : [setting]);
        });
      }
    }
  }
});

describe("sources of value and credential", () => {
  for (const setting of names) {
    for (const value of sources.filter((source) => source !== "git")) {
      for (const credential of sources) {
        const isRefused = (value === "project" || value === "dotenv") && value !== credential;
        it(`${setting} from ${value}, credential from ${credential}: ${isRefused ? "refused" : "applies"}`, () => {
          const asked = request({
            ...settings[setting]("evil.example", origins[value]),
            credential: { kind: credential === "git" ? "git" : "server-token", origin: origins[credential] },
          });
          expect(auditTrust(asked)).toHaveLength(isRefused ? 1 : 0);
        });
      }
    }
  }

  it("another file of the same role is another source", () => {
    const elsewhere: Origin = { from: "dotenv", variable: "V", ...inFile("sub/.env") };
    const asked = request({
      ...settings.base_url("evil.example", elsewhere),
      credential: { kind: "password", origin: origins.dotenv },
    });
    expect(auditTrust(asked)).toHaveLength(1);
  });

  it("ssl_verify: true and defaults refuse nothing", () => {
    expect(auditTrust(request({ sslVerify: { value: true, origin: origins.project } }))).toEqual([]);
    expect(auditTrust(request({}))).toEqual([]);
  });

  it("without any URL ssl_verify: false is about Cloud, or about every remote", () => {
    const off = { sslVerify: { value: false, origin: origins.project } };
    expect(auditTrust(request(off))[0]?.host).toBe("api.bitbucket.org");
    expect(auditTrust(request({ ...off, remoteUrls: [`git@${own}:a/b.git`] }))).toEqual([]);
    const both = [`git@${own}:a/b.git`, "git@bitbucket.org:a/b.git"];
    expect(auditTrust(request({ ...off, remoteUrls: both }))[0]?.host).toBe("bitbucket.org");
  });

  it("a proxy and ssl_verify: false together cannot read along at the clone's own remote", () => {
    const asked = request({
      remoteUrls: [`https://${own}/a/b.git`],
      proxy: { value: makeSecretUrl("http://evil.example:8080"), origin: origins.project },
      sslVerify: { value: false, origin: origins.project },
    });
    expect(auditTrust(asked).map(({ setting, host }) => [setting, host])).toEqual([
      ["proxy", "evil.example:8080"],
    ]);
  });

  it("a file: URL of the repository's files is refused unless it is the clone's own", () => {
    const asked = { gitUrl: { value: "file:///srv/b.git", origin: origins.project } };
    expect(auditTrust(request(asked))).toHaveLength(1);
    expect(auditTrust(request({ ...asked, remoteUrls: ["file:///srv/b.git"] }))).toEqual([]);
  });
});

describe("the error", () => {
  const failure = (parts: Partial<TrustRequest>) => {
    try {
      makeConnection(request(parts));
    } catch (error) {
      return error as SpectrynError;
    }
    throw new Error("it was allowed");
  };

  it("says what was refused, where it stands, whose credential, and the way on", () => {
    const error = failure(settings.base_url("evil.example:8443", origins.project));
    expect(error).toBeInstanceOf(SpectrynError);
    expect(error.code).toBe("untrusted");
    expect(error.message).toBe(
      "bitbucket.base_url = https://evil.example:8443/rest (.spectryn.yaml:3:5) would send the credentials from V to evil.example:8443; a file of the repository may not decide that",
    );
    expect(error.hint).toContain("--trust-host evil.example:8443");
  });

  it("shows no login of a proxy", () => {
    const proxy = { value: makeSecretUrl("http://dana:hunter2@evil.example"), origin: origins.project };
    const error = failure({ proxy, credential: { kind: "git", origin: byDefault } });
    expect(error.message).toContain("git's own credentials through evil.example");
    expect(JSON.stringify([error.message, error.hint, error.data])).not.toContain("hunter2");
  });

  it.each([
    ["https://git.acme.org", false, false],
    ["http://git.acme.org", false, true],
    ["http://git.acme.org", true, false],
    ["http://localhost:7990", false, false],
    ["http://127.0.0.1:7990", false, false],
    ["http://[::1]:7990", false, false],
    ["http://127.0.0.1.evil.example", false, true],
    ["http://localhost.evil.example", false, true],
    ["HTTP://git.acme.org", false, true],
  ])("plain http: %s, --insecure-http %s, refused %s", (url, allowsPlainHttp, isRefused) => {
    for (const part of ["baseUrl", "gitUrl"] as const) {
      const parts = { [part]: { value: url, origin: origins.flag }, allowsPlainHttp };
      if (isRefused) expect(failure(parts).code).toBe("insecure-connection");
      else expect(makeConnection(request(parts))[part]).toBe(url);
    }
  });

  it("an http remote gets none of our credentials, git's own go as git likes, and Cloud's becomes https", () => {
    const remoteUrls = ["http://git.acme.org/a/b.git"];
    expect(failure({ remoteUrls }).code).toBe("insecure-connection");
    const git = { kind: "git", origin: byDefault } as const;
    expect(makeConnection(request({ remoteUrls, credential: git })).gitUrl).toBeNull();
    const pipelines = { remoteUrls: ["http://bitbucket.org/acme/shop"] };
    expect(makeConnection(request(pipelines)).gitUrl).toBe("https://bitbucket.org/acme/shop");
    expect(makeConnection(request({ ...pipelines, credential: git })).gitUrl).toBeNull();
  });
});

describe("from configuration to connection", () => {
  it("a hostile repository gets nothing, its own credential goes where it says", async () => {
    const hostile = "bitbucket:\n  base_url: https://evil.example/2.0\n  ssl_verify: false\n";
    const around = { remoteUrls: ["git@git.acme.org:a/b.git"], trustedHosts: [], allowsPlainHttp: false };
    const env = { BITBUCKET_APP_PASSWORD: "hunter2" };
    const { config } = await makeConfigFolder({ ".spectryn.yaml": hostile }).load({ env });
    const credential = readCredential(config, "server");
    expect(() => makeConnection(makeTrustRequest(config, credential, { ...around, env }))).toThrow(
      "evil.example",
    );
    const own = await makeConfigFolder({ ".spectryn.yaml": `${hostile}  app_password: theirs\n` }).load();
    const theirs = readCredential(own.config, "server");
    const request = makeTrustRequest(own.config, theirs, { ...around, env: {} });
    expect(makeConnection(request)).toMatchObject({ baseUrl: "https://evil.example/2.0", sslVerify: false });
  });
});
