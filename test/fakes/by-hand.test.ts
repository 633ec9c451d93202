/** The fakes as a person starts them: the printed lines are all that is needed. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../support/git-sandbox.ts";
import { ask, basic, bearer } from "./app/ask.ts";
import { runByHand } from "./by-hand.ts";

let box: GitSandbox;
let end: () => Promise<void> = async () => {};

beforeEach(() => {
  box = makeGitSandbox();
});

afterEach(async () => {
  await end();
  box.remove();
});

async function run(...args: string[]) {
  const lines: string[] = [];
  end = await runByHand(args, (line) => lines.push(line));
  const exports = lines.map((line) => /^export (\w+)='(.*)'$/.exec(line)).filter((found) => found !== null);
  const variables = Object.fromEntries(exports.map(([, name, value]) => [name, value])) as Record<
    string,
    string
  >;
  const cloneUrl = lines.map((line) => /^git clone (\S+) sample/.exec(line)?.[1]).find(Boolean) ?? "";
  return { lines, variables, cloneUrl };
}

test("cloud: the variables log in, the clone has a spec and can be pushed", async () => {
  const { variables, cloneUrl } = await run("cloud");
  const { BITBUCKET_BASE_URL: url, BITBUCKET_EMAIL: email, BITBUCKET_API_TOKEN: token } = variables;
  expect((await ask(`${url}/repositories/acme/shop`, basic(email!, token!))).status).toBe(200);
  const clone = await box.clone(cloneUrl, "sample");
  expect(box.git(["ls-files"], clone)).toBe("EPIC.md\nREADME.md");
  await box.gitOnline(["push", "--quiet", "origin", "HEAD:refs/heads/topic"], clone);
  expect(await box.gitOnline(["ls-remote", "origin"], clone)).toContain("refs/heads/topic");
});

test("cloud with issues: the variables reach the issues, and the spec's epic has its milestone", async () => {
  const { lines, variables } = await run("cloud-with-issues");
  const { BITBUCKET_BASE_URL: url, BITBUCKET_EMAIL: email, BITBUCKET_API_TOKEN: token } = variables;
  const answer = await ask(`${url}/repositories/acme/shop/milestones`, basic(email!, token!));
  expect(answer.json).toMatchObject({ values: [{ name: "Checkout for guests" }] });
  expect(lines[0]).toMatch(/^# A fake Bitbucket Cloud with issues at http/);
});

test("server with TLS: the certificate is trusted by the printed file", async () => {
  const { variables, cloneUrl } = await run("server", "--tls");
  expect(variables["BITBUCKET_BASE_URL"]).toMatch(/^https:.*\/rest\/api\/1\.0$/);
  await expect(box.gitOnline(["ls-remote", cloneUrl])).rejects.toThrow(/certificate/);
  const trust = `http.sslCAInfo=${variables["GIT_SSL_CAINFO"]}`;
  expect(await box.gitOnline(["-c", trust, "ls-remote", cloneUrl])).toContain("refs/heads/main");
});

test("server without TLS takes the token as Bearer; the summary counts requests", async () => {
  const { lines, variables } = await run("server");
  const { BITBUCKET_BASE_URL: url, BITBUCKET_APP_PASSWORD: token } = variables;
  expect((await ask(`${url}/projects/SHOP/repos/web`, bearer(token!))).status).toBe(200);
  await end();
  end = async () => {};
  expect(lines.at(-1)).toBe("# 1 requests, 0 of them git");
});

test("anything else is answered with the usage", async () => {
  await expect(run("gitlab")).rejects.toThrow(
    "usage: npm run fake -- cloud|cloud-with-issues|server [--port N] [--tls]",
  );
});
