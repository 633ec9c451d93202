/** Git on both fakes: which login goes with which token, and the words of each refusal. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../support/git-sandbox.ts";
import { cleanAtEnd } from "./app/at-end.ts";
import { makeSimulatedClock } from "./app/clock.ts";
import { serverError } from "./app/fault.ts";
import { startProxy } from "./app/proxy.ts";
import { makeCertificate } from "./app/tls.ts";
import { alwaysRefuse } from "./app/veto.ts";
import { cloudVetoes } from "./cloud/git.ts";
import { type CloudOptions, startCloud } from "./cloud.ts";
import { serverVetoes } from "./server/vetoes.ts";
import { type ServerOptions, startServer } from "./server.ts";

let box: GitSandbox;

beforeEach(() => {
  box = makeGitSandbox();
});

afterEach(() => box.remove());

async function startShop(options: CloudOptions = {}) {
  const cloud = cleanAtEnd(await startCloud(options));
  const dana = cloud.addUser("dana");
  cloud.addRepository("acme/shop", { rights: [[dana, "write"]] });
  cloud.commit("acme/shop", "main", { "README.md": "# Shop\n" });
  return { cloud, dana };
}

async function startWeb(options: ServerOptions = {}) {
  const server = cleanAtEnd(await startServer(options));
  const dana = server.addUser("dana", { emailAddress: "test@example.com" });
  server.addRepository("SHOP/web", { rights: [[dana, "REPO_WRITE"]] });
  server.commit("SHOP/web", "main", { "README.md": "# Web\n" });
  return { server, dana };
}

/** Git with a header or a login in the URL; gives what it printed, good or bad. */
async function git(args: readonly string[], cwd?: string): Promise<string> {
  try {
    return await box.gitOnline(args, cwd);
  } catch (cause) {
    return (cause as { readonly stderr: string }).stderr;
  }
}

function withLogin(url: string, user: string, secret: string): string {
  return url.replace("://", `://${encodeURIComponent(user)}:${encodeURIComponent(secret)}@`);
}

const header = (secret: string) => ["-c", `http.extraHeader=Authorization: Bearer ${secret}`];

async function pushFrom(url: string, branch: string, message = "Change"): Promise<string> {
  const clone = await box.clone(url, `clone-${branch}`);
  box.write(`${clone}/change.txt`, branch);
  box.git(["add", "."], clone);
  box.git(["commit", "--quiet", "-m", message], clone);
  return git(["push", "--quiet", url, `HEAD:refs/heads/${branch}`], clone);
}

test("Cloud takes the user name or the fixed name with an API token, x-token-auth with an access token", async () => {
  const { cloud, dana } = await startShop();
  const url = cloud.gitUrl("acme/shop");
  const token = cloud.addApiToken(dana);
  const access = cloud.addAccessToken("acme/shop");
  const logins = [
    ["dana", token],
    ["x-bitbucket-api-token-auth", token],
    ["x-token-auth", access],
  ] as const;
  for (const [user, secret] of logins) {
    expect(await git(["ls-remote", withLogin(url, user, secret)]), user).toContain("refs/heads/main");
  }
  expect(await pushFrom(withLogin(url, "x-token-auth", access), "topic")).toBe("");
  expect(cloud.git("acme/shop", ["for-each-ref", "--format=%(refname:short)"])).toBe("main\ntopic");
  expect(cloud.count("git")).toBeGreaterThan(5);
});

test("Cloud refuses the other pairings, and tokens of others see nothing", async () => {
  const { cloud, dana } = await startShop();
  const url = cloud.gitUrl("acme/shop");
  const token = cloud.addApiToken(dana);
  for (const [user, secret] of [
    [dana.email, token],
    ["x-token-auth", token],
    ["dana", "nonsense"],
  ] as const) {
    expect(await git(["ls-remote", withLogin(url, user, secret)]), user).toContain("Authentication failed");
  }
  const sam = cloud.addUser("sam");
  const strange = await git(["ls-remote", withLogin(url, "sam", cloud.addApiToken(sam))]);
  expect(strange).toContain("remote: You may not have access to this repository or it no longer exists");
  expect(strange).toContain("not found");
});

test("app passwords get 410 with the words of the change", async () => {
  const { cloud, dana } = await startShop();
  const url = withLogin(cloud.gitUrl("acme/shop"), "dana", cloud.addAppPassword(dana));
  const printed = await git(["ls-remote", url]);
  expect(printed).toContain("remote: CHANGE-3222 - Functionality has been deprecated");
  expect(printed).toContain("remote: App passwords are deprecated and must be replaced with API tokens.");
  expect(printed).toContain("The requested URL returned error: 410");
});

test("a read-only token of Cloud reads and cannot push", async () => {
  const { cloud, dana } = await startShop();
  const token = cloud.addApiToken(dana, { scopes: ["read:repository:bitbucket"] });
  const printed = await pushFrom(withLogin(cloud.gitUrl("acme/shop"), "dana", token), "topic");
  expect(printed).toContain("remote: Your credentials lack one or more required privilege scopes.");
  expect(printed).toContain("error: 403");
  const writeOnly = cloud.addApiToken(dana, { scopes: ["write:repository:bitbucket"] });
  expect(await git(["ls-remote", withLogin(cloud.gitUrl("acme/shop"), "dana", writeOnly)])).toContain("403");
});

test("a public repository of Cloud is read without login, and a push asks for one", async () => {
  const { cloud } = await startShop();
  cloud.addRepository("acme/open", { isPrivate: false });
  cloud.commit("acme/open", "main", { "README.md": "# Open\n" });
  const url = cloud.gitUrl("acme/open");
  expect(await git(["ls-remote", url])).toContain("refs/heads/main");
  expect(await pushFrom(url, "topic")).toContain("could not read Username");
});

test("a branch restriction of Cloud vetoes the push", async () => {
  const { cloud, dana } = await startShop();
  cloud.setVetoes("acme/shop", [cloudVetoes.protectedBranch("topic")]);
  const url = withLogin(cloud.gitUrl("acme/shop"), "dana", cloud.addApiToken(dana));
  const printed = await pushFrom(url, "topic");
  expect(printed).toContain("remote: Permission denied to update branch topic.");
  expect(printed).toContain("(pre-receive hook declined)");
  expect(await pushFrom(url, "other")).toBe("");
});

test("Server takes passwords, user tokens, and every token as Bearer", async () => {
  const { server, dana } = await startWeb({ contextPath: "/bitbucket" });
  const url = server.gitUrl("SHOP/web");
  expect(url).toBe(`${server.url}/bitbucket/scm/shop/web.git`);
  const own = server.addUserToken(dana);
  const narrow = server.addToken("SHOP/web");
  expect(await git(["ls-remote", withLogin(url, "dana", dana.password)])).toContain("refs/heads/main");
  expect(await git(["ls-remote", withLogin(url, "dana", own)])).toContain("refs/heads/main");
  expect(await git([...header(narrow), "ls-remote", url])).toContain("refs/heads/main");
  expect(await git(["ls-remote", withLogin(url, "dana", narrow)])).toContain("Authentication failed");
  expect(await pushFrom(withLogin(url, "dana", own), "topic")).toBe("");
});

test("Server: read-only, strange and locked logins", async () => {
  const { server, dana } = await startWeb({ captchaAfter: 1 });
  const url = server.gitUrl("SHOP/web");
  const reading = server.addUserToken(dana, "REPO_READ");
  expect(await pushFrom(withLogin(url, "dana", reading), "topic")).toContain("error: 403");
  const sam = server.addUser("sam");
  expect(await git(["ls-remote", withLogin(url, "sam", sam.password)])).toContain(
    "remote: Repository not found",
  );
  expect(await git(["ls-remote", withLogin(url, "dana", "wrong")])).toContain("Authentication failed");
  expect(await git(["ls-remote", withLogin(url, "dana", dana.password)])).toContain("CAPTCHA required");
});

test("Server's checks name what they miss", async () => {
  const { server, dana } = await startWeb();
  const url = withLogin(server.gitUrl("SHOP/web"), "dana", dana.password);
  const table = [
    [
      serverVetoes.pullRequestOnly("refs/heads/*"),
      "Branch refs/heads/b0 can only be modified through pull requests.",
    ],
    [serverVetoes.jiraKey, "No JIRA Issue found in commit message."],
    [serverVetoes.commitMessage("^feat"), "commit message doesn't match regex: ^feat"],
    [serverVetoes.signedCommits, "is not signed."],
    [alwaysRefuse(["Secrets were found."]), "remote: Secrets were found."],
  ] as const;
  for (const [at, [veto, words]] of table.entries()) {
    server.setVetoes("SHOP/web", [veto]);
    const printed = await pushFrom(url, `b${at}`);
    expect(printed).toContain(words);
    expect(printed).toContain("pre-receive hook declined");
  }
  server.setVetoes("SHOP/web", [serverVetoes.jiraKey]);
  expect(await pushFrom(url, "good", "SHOP-12 Change")).toBe("");
});

test("Verify Committer compares the committer with the pusher; repository tokens pass", async () => {
  const { server, dana } = await startWeb();
  server.setVetoes("SHOP/web", [serverVetoes.verifyCommitter]);
  const url = server.gitUrl("SHOP/web");
  expect(await pushFrom(withLogin(url, "dana", dana.password), "own")).toBe("");
  const lee = server.addUser("lee", { emailAddress: "lee@example.com" });
  server.world.repositories[0]!.rights.set(lee, "REPO_WRITE");
  const printed = await pushFrom(withLogin(url, "lee", lee.password), "strange");
  expect(printed).toContain("remote: You can only push your own commits in this repository");
  expect(printed).toMatch(/remote: Commit [0-9a-f]{40} was committed by Test Person <test@example.com>/);
  const clone = box.path("clone-strange");
  expect(
    await git([...header(server.addToken("SHOP/web")), "push", "--quiet", url, "HEAD:refs/heads/bot"], clone),
  ).toBe("");
});

test("trouble meets git too: a refusal, a cut, and a push whose answer is lost", async () => {
  const { cloud, dana } = await startShop();
  const url = withLogin(cloud.gitUrl("acme/shop"), "dana", cloud.addApiToken(dana));
  cloud.faults.add({ on: "* *.git/*", trouble: serverError(503) });
  expect(await git(["ls-remote", url])).toContain("error: 503");
  cloud.faults.add({ on: "* *.git/*", trouble: "cut" });
  expect(await git(["ls-remote", url])).toMatch(/Empty reply|Connection reset|closed/);
  cloud.faults.add({ on: "POST *.git/git-receive-pack", trouble: "cut-answer" });
  expect(await pushFrom(url, "topic")).not.toBe("");
  expect(cloud.world.store.tip("acme/shop", "topic")).toMatch(/^[0-9a-f]{40}$/);
  expect(cloud.faults.left()).toEqual([]);
});

test("git counts: on Cloud in a group of its own, on Server in the user's bucket", async () => {
  const { cloud, dana } = await startShop({ limits: { git: 2 } });
  const url = withLogin(cloud.gitUrl("acme/shop"), "dana", cloud.addApiToken(dana));
  expect(await git(["ls-remote", url])).toContain("refs/heads/main");
  expect(await git(["ls-remote", url])).toContain("error: 429");
  await cloud.close();
  const clock = makeSimulatedClock();
  const { server, dana: person } = await startWeb({ clock, limits: { capacity: 2, fillPerSecond: 1 } });
  const scm = withLogin(server.gitUrl("SHOP/web"), "dana", person.password);
  expect(await git(["ls-remote", scm])).toContain("refs/heads/main");
  expect(await git(["ls-remote", scm])).toContain("error: 429");
  clock.advance(2000);
  expect(await git(["ls-remote", scm])).toContain("refs/heads/main");
});

test("git reaches both kinds of hosts through the proxy", async () => {
  const certificate = makeCertificate();
  const { cloud, dana } = await startShop({ tls: certificate });
  const proxy = await startProxy();
  const ca = box.write(box.path("ca.pem"), certificate.cert);
  const settings = ["-c", `http.proxy=${proxy.url}`, "-c", `http.sslCAInfo=${ca}`];
  const url = withLogin(cloud.gitUrl("acme/shop"), "dana", cloud.addApiToken(dana));
  expect(await git([...settings, "ls-remote", url])).toContain("refs/heads/main");
  await cloud.close();
  const { server, dana: person } = await startWeb();
  const scm = withLogin(server.gitUrl("SHOP/web"), "dana", person.password);
  expect(await git([...settings, "ls-remote", scm])).toContain("refs/heads/main");
  expect(proxy.requests[0]).toMatchObject({ method: "CONNECT", target: new URL(url).host });
  expect(proxy.requests.at(-1)!.target).toMatch(/^http:\/\/127\.0\.0\.1/);
  await proxy.close();
});
