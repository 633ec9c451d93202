import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { describeOrigins } from "./config.ts";
import type { LoadOptions } from "./load.ts";
import { appPasswordEnded, type CredentialPlace, readCredential, secretValues } from "./secrets.ts";
import { makeConfigFolder } from "./test-support.ts";

const canary = "c4n4ry+/= \"'%\\x";

async function credential(env: Record<string, string>, place: CredentialPlace) {
  return readCredential((await makeConfigFolder().load({ env })).config, place);
}

describe("the kind of a credential", () => {
  it.each([
    ["nothing", {}, "git", "git"],
    ["an access token", { BITBUCKET_ACCESS_TOKEN: "x" }, "access-token", "server-token"],
    ["an API token", { BITBUCKET_API_TOKEN: "x" }, "api-token", "server-token"],
    ["app_password with ATATT", { BITBUCKET_APP_PASSWORD: "ATATT3x" }, "api-token", "server-token"],
    ["app_password with ATCTT", { BITBUCKET_APP_PASSWORD: "ATCTT3x" }, "access-token", "server-token"],
    [
      "app_password with an address",
      { BITBUCKET_USERNAME: "d@x.org", BITBUCKET_APP_PASSWORD: "x" },
      "api-token",
      "server-token",
    ],
    [
      "app_password with a name",
      { BITBUCKET_USERNAME: "dana", BITBUCKET_APP_PASSWORD: "x" },
      "password",
      "server-token",
    ],
  ] as const)("%s", async (_, env, onCloud, onServer) => {
    expect((await credential(env, "cloud")).kind).toBe(onCloud);
    expect((await credential(env, "server")).kind).toBe(onServer);
  });

  it("takes the stronger source, and in one source the newer form", async () => {
    const folder = makeConfigFolder({ ".spectryn.yaml": "bitbucket:\n  access_token: file\n" });
    const env = { BITBUCKET_APP_PASSWORD: "old", BITBUCKET_API_TOKEN: "new" };
    const found = readCredential((await folder.load({ env })).config, "cloud");
    expect([found.kind, found.secret?.reveal(), found.origin]).toEqual([
      "api-token",
      "new",
      { from: "environment", variable: "BITBUCKET_API_TOKEN" },
    ]);
  });

  it("takes the address from email, else from a username that is one", async () => {
    expect(
      await credential({ BITBUCKET_API_TOKEN: "x", BITBUCKET_USERNAME: "d@x.org" }, "cloud"),
    ).toMatchObject({ email: "d@x.org" });
    expect(await credential({ BITBUCKET_API_TOKEN: "x", BITBUCKET_USERNAME: "dana" }, "cloud")).toMatchObject(
      {
        email: null,
        username: "dana",
      },
    );
  });

  it("knows an app password of Cloud, and says what replaced it", async () => {
    const env = { BITBUCKET_USERNAME: "dana", BITBUCKET_APP_PASSWORD: "ATBBcanary" };
    const error = await credential(env, "cloud").catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "app-password-ended",
      message: expect.stringContaining("2026-07-28"),
    });
    expect(error).toMatchObject({
      hint: expect.stringMatching(/BITBUCKET_API_TOKEN.*BITBUCKET_ACCESS_TOKEN/),
    });
    expect(inspect(error)).not.toContain("ATBBcanary");
    expect((await credential(env, "server")).kind).toBe("server-token");
    expect((await credential(env, "cloud-mirror")).kind).toBe("password");
    expect(appPasswordEnded("BITBUCKET_APP_PASSWORD").exitCode).toBe(7);
  });
});

describe("a secret", () => {
  const names = ["app_password", "api_token", "access_token"];
  const quoted = JSON.stringify(canary);
  const yaml = `bitbucket:\n${names.map((name) => `  ${name}: ${quoted}\n`).join("")}`;
  const toml = `[bitbucket]\n${names.map((name) => `${name} = ${quoted}\n`).join("")}`;
  const env = Object.fromEntries(names.map((name) => [`BITBUCKET_${name.toUpperCase()}`, canary]));
  const sources: readonly (readonly [string, Record<string, string>, Partial<LoadOptions>])[] = [
    ["YAML", { ".spectryn.yaml": yaml }, {}],
    ["TOML", { ".spectryn.toml": toml }, {}],
    ["the user's file", { "../home/.config/spectryn/config.yaml": yaml }, {}],
    ["the environment", {}, { env }],
    ["a flag", {}, { flags: { "bitbucket.app_password": canary } }],
    ["a proxy's login", {}, { env: { SPECTRYN_BITBUCKET_PROXY: "http://u:c4n4ry@proxy:1" } }],
  ];

  it.each(sources)("from %s is shown nowhere", async (_, files, options) => {
    const { config, warnings } = await makeConfigFolder(files).load({
      ...options,
      isTracked: async () => true,
    });
    const shown = [
      JSON.stringify(config),
      inspect(config, { depth: 10, showHidden: true, getters: true }),
      `${config.bitbucket.app_password} ${config.bitbucket.proxy}`,
      ...describeOrigins(config),
      ...warnings,
      inspect(readCredential(config, "server"), { depth: 10 }),
      JSON.stringify(readCredential(config, "server")),
    ].join("\n");
    expect(shown).not.toContain("c4n4ry");
    expect(shown).toContain("(set)");
    expect(secretValues(config).join("\n")).toContain("c4n4ry");
  });

  it("is redacted in every form in which it is sent", async () => {
    const { config } = await makeConfigFolder().load({
      env: { BITBUCKET_USERNAME: "dana", BITBUCKET_EMAIL: "d@x.org", BITBUCKET_API_TOKEN: canary },
    });
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    const values = secretValues(config);
    for (const form of [
      canary,
      encodeURIComponent(canary),
      base64(`dana:${canary}`),
      base64(`d@x.org:${canary}`),
      base64(`x-bitbucket-api-token-auth:${canary}`),
    ]) {
      expect(values).toContain(form);
    }
  });

  it.each([
    ["a list", "bitbucket:\n  app_password: [c4n4ry]\n"],
    ["a table", "bitbucket:\n  app_password: {c4n4ry: x}\n"],
    ["a missing blank", "bitbucket:\n  app_password:c4n4ry\n"],
    ["an equals sign", "bitbucket:\n  app_password=c4n4ry: x\n"],
    ["an alias", "bitbucket:\n  app_password: *c4n4ry\n"],
    ["a tag", "bitbucket:\n  app_password: !c4n4ry\n"],
    ["an open quote", "bitbucket:\n  app_password: 'c4n4ry\n"],
    ["a wrong escape", 'bitbucket:\n  app_password: "\\qc4n4ry"\n'],
    ["a second key", "bitbucket:\n  app_password: a: c4n4ry\n"],
    ["a percent sign", "bitbucket:\n  app_password: %c4n4ry\n"],
    ["a login in a URL", "bitbucket:\n  base_url: https://dana:c4n4ry@x.org\n"],
    ["a login in a broken URL", "bitbucket:\n  base_url: https://dana:c4/n4ry c4n4ry@x.org\n"],
    ["a login without a scheme", "bitbucket:\n  base_url: dana:c4n4ry@x.org\n"],
    ["a login in git_url", "bitbucket:\n  git_url: https://dana:c4n4ry@x.org/a.git\n"],
    ["a login in a wrong proxy", "bitbucket:\n  proxy: socks5://dana:c4n4ry@x.org\n"],
  ])("is in no message about %s", async (_, text) => {
    const error = await makeConfigFolder({ ".spectryn.yaml": text }).fail();
    expect(inspect([error.message, error.hint, error.data], { depth: 10 })).not.toContain("c4n4ry");
  });

  it.each([
    ["without quotes", "[bitbucket]\napp_password = c4n4ry\n"],
    ["with an open quote", '[bitbucket]\napp_password = "c4n4ry\n'],
    ["twice", '[bitbucket]\napp_password = "c4n4ry"\napp_password = "c4n4ry"\n'],
    ["in a list", '[bitbucket]\napp_password = ["c4n4ry"]\n'],
  ])("is in no message about TOML %s", async (_, text) => {
    const error = await makeConfigFolder({ ".spectryn.toml": text }).fail();
    expect(inspect([error.message, error.hint, error.data, error.cause], { depth: 10 })).not.toContain(
      "c4n4ry",
    );
  });

  it("in a tracked file is warned about, also where a stronger source hides it", async () => {
    const folder = makeConfigFolder({ ".spectryn.yaml": yaml, ".env": "BITBUCKET_API_TOKEN=x\n" });
    const asked: string[] = [];
    const isTracked = async (path: string) => asked.push(path) > 0 && path.endsWith(".yaml");
    const { warnings } = await folder.load({ isTracked, env });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(
      ".spectryn.yaml:2:17: bitbucket.app_password is a secret in a file that git tracks",
    );
    expect(asked.sort()).toEqual([folder.path(".env"), folder.path(".spectryn.yaml")]);
  });

  it("git is asked about no file without one", async () => {
    const folder = makeConfigFolder({ ".spectryn.yaml": "bitbucket:\n  repo: shop\n" });
    const isTracked = async () => Promise.reject(new Error("asked"));
    expect((await folder.load({ isTracked })).warnings).toEqual([]);
  });
});

describe("verbose lines", () => {
  it("say for each value where it came from, and name the defaults", async () => {
    const folder = makeConfigFolder({
      ".spectryn.yaml": "bitbucket:\n  status_mapping:\n    in qa: open\n",
      ".env": "BITBUCKET_API_TOKEN=x\n",
    });
    const { config } = await folder.load({
      env: { BITBUCKET_REPO: "shop" },
      flags: { tracker: "bitbucket" },
    });
    expect(describeOrigins(config)).toEqual([
      "tracker = bitbucket (--tracker)",
      "bitbucket.repo = shop (BITBUCKET_REPO)",
      "bitbucket.api_token = (set) (BITBUCKET_API_TOKEN in .env:1:1)",
      "bitbucket.status_mapping.in qa = open (.spectryn.yaml:3:12)",
      expect.stringMatching(/^defaults: .*bitbucket\.branch = spectryn/),
    ]);
  });
});
