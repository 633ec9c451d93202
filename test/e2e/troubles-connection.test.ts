/** The way to the host: names, certificates, proxies and ssh. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startProxy } from "../fakes/app/proxy.ts";
import { makeCertificate } from "../fakes/app/tls.ts";
import type { FakeCloud } from "../fakes/cloud.ts";
import { startSampleCloud } from "../fakes/sample.ts";
import { expectTrouble, type Trouble } from "../support/troubles-expected.ts";
import { useTroubleShell } from "../support/troubles-setup.ts";
import { planCommand, saidBy, smallSpec, type Variables } from "../support/troubles-world.ts";

const shell = useTroubleShell();

function plan(env: Variables, cwd = shell.folder()) {
  return shell.run(planCommand, { cwd, env });
}

async function meet(name: Trouble, env: Variables, cwd?: string) {
  expectTrouble(name, saidBy(await plan(env, cwd)));
}

/** All that a good run says: which store a mirror of Cloud has. */
const storeLine = /^tracker: the branch spectryn of \S+ \(the host removed its Issues API\)\n$/;

describe("over https with a certificate of the company's own", () => {
  const certificate = makeCertificate();
  let cloud: FakeCloud;
  let usual: Variables;
  beforeAll(async () => {
    ({ fake: cloud, variables: usual } = await startSampleCloud({ tls: certificate }));
  });
  afterAll(async () => {
    cloud.assertClean();
    await cloud.close();
  });
  const caFile = () => shell.write(shell.path("ca.pem"), certificate.cert);

  it("refuses it, and no credential was sent", async () => {
    const before = cloud.count();
    await meet("self-signed certificate", usual);
    expect(cloud.count()).toBe(before);
  });

  it("takes it with BITBUCKET_SSL_VERIFY=false", async () => {
    const ran = await plan({ ...usual, BITBUCKET_SSL_VERIFY: "false" });
    expect(ran.output).toContain("Plan: 3 creates");
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/^warning: the certificate of 127\.0\.0\.1:\d+ is not checked$/m);
  });

  it("takes it with BITBUCKET_CA_FILE, for git and for REST", async () => {
    const ran = await plan({ ...usual, BITBUCKET_CA_FILE: caFile() });
    expect(ran.output).toContain("Plan: 3 creates");
    expect(ran.stderr).toMatch(storeLine);
    await meet("unknown repository on Cloud", {
      ...usual,
      BITBUCKET_CA_FILE: caFile(),
      BITBUCKET_REPO: "nope",
    });
  });

  it("goes through a proxy, git and REST alike, and a closed one is told", async () => {
    const proxy = await startProxy();
    const ways = { BITBUCKET_CA_FILE: caFile(), HTTPS_PROXY: proxy.url };
    const ran = await plan({ ...usual, ...ways });
    expect(ran.output).toContain("Plan: 3 creates");
    expect(new Set(proxy.requests.map(({ target }) => target))).toEqual(new Set([new URL(cloud.url).host]));
    const asked = proxy.requests.length;
    await meet("unknown repository on Cloud", { ...usual, ...ways, BITBUCKET_REPO: "nope" });
    expect(proxy.requests.length).toBeGreaterThan(asked + 1);
    await proxy.close();
    await meet("proxy that is down", { ...usual, ...ways });
  });

  it.each([true, false])("a proxy's login reaches it, its 407 %s", async (saysClose) => {
    const proxy = await startProxy({ login: "dana:proxy-word", saysClose });
    const through = (login: string) => proxy.url.replace("://", `://${login}@`);
    const ways = { ...usual, BITBUCKET_CA_FILE: caFile() };
    const ran = await plan({ ...ways, HTTPS_PROXY: through("dana:proxy-word") });
    expect(ran.stderr).toMatch(storeLine);
    expect(ran.code).toBe(0);
    expect(ran.output).toContain("Plan: 3 creates");
    const env = { ...ways, SPECTRYN_BITBUCKET_PROXY: through("dana:proxy-word") };
    expect((await plan(env)).output).toContain("Plan: 3 creates");
    await meet("unknown repository on Cloud", { ...env, BITBUCKET_REPO: "nope" });
    for (const url of [proxy.url, through("dana:wrong-word")]) {
      await meet("proxy that wants a login", { ...ways, HTTPS_PROXY: url });
    }
    expect(ran.output).not.toContain("proxy-word");
    await proxy.close();
  });

  it("a kind of login that somebody chose for the proxy is not overruled", async () => {
    const proxy = await startProxy({ login: "dana:proxy-word" });
    const clone = shell.folder();
    shell.git(["init", "--quiet"], clone);
    shell.git(["config", "--global", "http.proxyAuthMethod", "digest"]);
    const login = proxy.url.replace("://", "://dana:proxy-word@");
    const ran = await plan({ ...usual, BITBUCKET_CA_FILE: caFile(), HTTPS_PROXY: login }, clone);
    shell.git(["config", "--global", "--unset", "http.proxyAuthMethod"]);
    expect(ran.code).toBe(8);
    const logins = proxy.requests.map(({ headers }) => headers["proxy-authorization"]);
    expect(logins.filter((value) => value?.startsWith("Basic"))).toEqual([]);
    await proxy.close();
  });

  it("says of a CA file that it is missing", async () => {
    const said = saidBy(await plan({ ...usual, BITBUCKET_CA_FILE: shell.path("no.pem") }));
    expect(said).toEqual({
      code: 1,
      message: expect.stringMatching(/^bitbucket\.ca_file = .*no\.pem: there is no such file$/),
      hint: expect.stringMatching(/^Correct BITBUCKET_CA_FILE/),
    });
  });
});

it("a name that no server knows", async () => {
  await meet("unknown name of a host", {
    BITBUCKET_BASE_URL: "https://no-such-host.invalid/2.0",
    BITBUCKET_WORKSPACE: "acme",
    BITBUCKET_REPO: "shop",
    BITBUCKET_ACCESS_TOKEN: "some-token",
  });
});

describe("over ssh", () => {
  const words: readonly (readonly [Trouble, string])[] = [
    ["ssh key that the host does not know", "git@bitbucket.org: Permission denied (publickey)."],
    ["ssh host key that is not the known one", "Host key verification failed."],
    ["ssh to an unknown name", "ssh: Could not resolve hostname bitbucket.org: Name or service not known"],
  ];

  it.each(words)("%s, and ssh was told not to ask", async (name, line) => {
    const clone = shell.init(`ssh-${name.replaceAll(" ", "-")}`);
    shell.git(["remote", "add", "origin", "git@bitbucket.org:acme/shop.git"], clone);
    shell.write(`${clone}/EPIC.md`, smallSpec);
    const log = shell.path("ssh.log");
    shell.program("ssh", `echo "$@" >"${log}"; echo "${line}" >&2; exit 255`);
    await meet(name, {}, clone);
    expect(readFileSync(log, "utf8")).toContain("BatchMode=yes");
  });
});
