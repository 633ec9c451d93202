/** Logins, names and limits on Cloud and Server: each trouble has its own words, way on and exit code. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverError } from "../fakes/app/fault.ts";
import type { FakeCloud } from "../fakes/cloud.ts";
import { startSampleCloud, startSampleServer } from "../fakes/sample.ts";
import type { FakeServer } from "../fakes/server.ts";
import { expectTrouble, type Trouble, troubles } from "../support/troubles-expected.ts";
import { useTroubleShell } from "../support/troubles-setup.ts";
import { but, planCommand, saidBy, syncCommand, type Variables } from "../support/troubles-world.ts";

const shell = useTroubleShell();

it("no two troubles say the same", () => {
  const messages = Object.values(troubles).map(([, message]) => message);
  const alike = messages.filter((message) =>
    messages.some((other) => other !== message && other.startsWith(message)),
  );
  expect(new Set(messages).size).toBe(messages.length);
  expect(alike).toEqual([]);
});

interface Case {
  readonly env: Variables;
  /** Default: plan. */
  readonly script?: string;
}

async function meet(name: Trouble, { env, script = planCommand }: Case) {
  expectTrouble(name, saidBy(await shell.run(script, { cwd: shell.folder(), env })));
}

describe("on Cloud", () => {
  let cloud: FakeCloud;
  let usual: Variables;
  beforeAll(async () => {
    ({ fake: cloud, variables: usual } = await startSampleCloud());
    cloud.addRepository("acme/private");
  });
  afterAll(async () => {
    cloud.assertClean();
    await cloud.close();
  });

  const noToken = ["BITBUCKET_API_TOKEN"];
  const dana = () => cloud.world.users[0]!;
  const token = (...scopes: string[]) => ({
    BITBUCKET_API_TOKEN: cloud.addApiToken(dana(), { scopes: scopes.map((scope) => `${scope}:bitbucket`) }),
  });
  const cases: readonly (readonly [Trouble, () => Case])[] = [
    ["no workspace", () => ({ env: but(usual, ["BITBUCKET_WORKSPACE"]) })],
    ["no repository name", () => ({ env: but(usual, ["BITBUCKET_REPO"]) })],
    [
      "no user name beside a password",
      () => ({
        env: but(usual, [...noToken, "BITBUCKET_USERNAME", "BITBUCKET_EMAIL"], {
          BITBUCKET_APP_PASSWORD: "secret-word",
        }),
      }),
    ],
    ["no token and no login of git's own", () => ({ env: but(usual, noToken) })],
    ["wrong token on Cloud", () => ({ env: { ...usual, BITBUCKET_API_TOKEN: "wrong-token" } })],
    ["app password on Cloud", () => ({ env: but(usual, noToken, { BITBUCKET_APP_PASSWORD: "wrong-word" }) })],
    [
      "app password on Cloud",
      () => ({ env: but(usual, noToken, { BITBUCKET_APP_PASSWORD: cloud.addAppPassword(dana()) }) }),
    ],
    [
      "app password for bitbucket.org",
      () => ({
        env: but(usual, [...noToken, "BITBUCKET_BASE_URL"], { BITBUCKET_APP_PASSWORD: "ATBBsecret" }),
      }),
    ],
    ["token without a scope", () => ({ env: { ...usual, ...token("read:user") } })],
    [
      "token that may only read",
      () => ({ env: { ...usual, ...token("read:user", "read:repository") }, script: syncCommand }),
    ],
    [
      "expired token",
      () => {
        const env = { ...usual, ...token("read:repository") };
        cloud.expire(env["BITBUCKET_API_TOKEN"]!);
        return { env };
      },
    ],
    ["unknown workspace on Cloud", () => ({ env: { ...usual, BITBUCKET_WORKSPACE: "nope" } })],
    ["unknown repository on Cloud", () => ({ env: { ...usual, BITBUCKET_REPO: "nope" } })],
    ["private repository on Cloud", () => ({ env: { ...usual, BITBUCKET_REPO: "private" } })],
    [
      "rate limit",
      () => {
        cloud.faults.add({
          on: "* *.git/*",
          times: 3,
          trouble: { status: 429, headers: { "retry-after": "9" }, text: "" },
        });
        // Nothing is waited for longer than ten times this.
        return { env: { ...usual, SPECTRYN_BITBUCKET_TIMEOUT: "0.5" } };
      },
    ],
    [
      "host that fails",
      () => {
        cloud.faults.add({ on: "* *.git/*", times: 3, trouble: serverError(503) });
        return { env: usual };
      },
    ],
  ];
  it.each(cases)("%s", async (name, make) => meet(name, make()));

  it("an API token needs no e-mail address and no user name while only git is used", async () => {
    const env = but(usual, ["BITBUCKET_USERNAME", "BITBUCKET_EMAIL"]);
    const ran = await shell.run(planCommand, { cwd: shell.folder(), env });
    expect(ran.output).toContain("Plan: 3 creates");
    expect(ran.code).toBe(0);
  });
});

describe("on Server", () => {
  let server: FakeServer;
  let usual: Variables;
  const others: FakeServer[] = [];
  beforeAll(async () => {
    ({ fake: server, variables: usual } = await startSampleServer());
    server.addRepository("SHOP/hidden");
  });
  afterAll(async () => {
    for (const each of [server, ...others]) {
      each.assertClean();
      await each.close();
    }
  });

  async function another(options: Parameters<typeof startSampleServer>[0]): Promise<Variables> {
    const { fake, variables } = await startSampleServer(options);
    others.push(fake);
    return variables;
  }

  const cases: readonly (readonly [Trouble, () => Case | Promise<Case>])[] = [
    ["wrong password on Server", () => ({ env: { ...usual, BITBUCKET_APP_PASSWORD: "wrong-word" } })],
    ["unknown project on Server", () => ({ env: { ...usual, BITBUCKET_WORKSPACE: "NOPE" } })],
    ["unknown repository on Server", () => ({ env: { ...usual, BITBUCKET_REPO: "nope" } })],
    ["private repository on Server", () => ({ env: { ...usual, BITBUCKET_REPO: "hidden" } })],
    [
      "token of Server that may only read",
      () => {
        const reading = server.addUserToken(server.world.users[0]!, "REPO_READ");
        return { env: { ...usual, BITBUCKET_APP_PASSWORD: reading }, script: syncCommand };
      },
    ],
    [
      "captcha on Server",
      () => {
        const sam = server.addUser("sam", { needsCaptcha: true });
        return { env: { ...usual, BITBUCKET_USERNAME: "sam", BITBUCKET_APP_PASSWORD: sam.password } };
      },
    ],
    [
      "Basic disabled on Server",
      async () => ({
        env: { ...(await another({ isBasicAllowed: false })), BITBUCKET_APP_PASSWORD: "old-word" },
      }),
    ],
    [
      "no Bitbucket at that URL",
      () => ({ env: { ...usual, BITBUCKET_BASE_URL: `${server.baseUrl}/wrong/rest/api/1.0` } }),
    ],
    [
      "Server that is too old",
      async () => ({ env: { ...(await another({ version: "7.1" })), BITBUCKET_APP_PASSWORD: "x-wrong-x" } }),
    ],
  ];
  it.each(cases)("%s", async (name, make) => meet(name, await make()));

  it("a captcha is asked once: no further try of the login follows it", async () => {
    const kim = server.addUser("kim", { needsCaptcha: true });
    const env = { ...usual, BITBUCKET_USERNAME: "kim", BITBUCKET_APP_PASSWORD: kim.password };
    const before = server.count();
    await shell.run(planCommand, { cwd: shell.folder(), env });
    const asked = server.requests.slice(before).map(({ authorization }) => authorization);
    expect(asked.filter((kind) => kind === "basic")).toHaveLength(1);
  });
});
