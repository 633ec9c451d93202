/** A canary in every place that holds a credential: no output, file, object, commit or argument holds one. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startProxy } from "../fakes/app/proxy.ts";
import { startSampleCloud, startSampleServer } from "../fakes/sample.ts";
import { kept } from "../support/proof.ts";
import { findCanaries, formsOf, readAll, readObjects } from "../support/troubles-canaries.ts";
import { makeTroubleShell, type TroubleShell } from "../support/troubles-world.ts";

const users = ["dana", "dana@example.com", "x-token-auth", "x-bitbucket-api-token-auth"];

/** Characters that URLs, JSON and shells write in other ways. */
const canary = (name: string) => `c4nary/${name}+"%=ü`;

let shell: TroubleShell;
const closing: (() => Promise<void>)[] = [];
const outputs: Record<string, string> = {};

beforeAll(() => {
  shell = makeTroubleShell();
  const real = execFileSync("which", ["git"], { encoding: "utf8" }).trim();
  shell.program(
    "git",
    `for each in git "$@"; do printf '%s\\n' "$each"; done >>"${shell.path("argv.log")}"\nexec "${real}" "$@"`,
  );
});
afterAll(async () => {
  for (const close of closing) await close();
  shell.remove();
});

/** Plan, plan file, apply, sync, change, failures: what a person does, in every way of telling it. */
async function live(name: string, cwd: string, env: Record<string, string>): Promise<number[]> {
  const more = "--verbose";
  return runAll(name, cwd, env, [
    `spectryn plan EPIC.md ${more} -o plan.json`,
    `spectryn apply plan.json ${more}`,
    `spectryn plan EPIC.md ${more} --json`,
    `sed -i 's/Checkout/Pay/' EPIC.md; spectryn sync EPIC.md --execute ${more}`,
    `sed -i 's/Pay/Buy/' EPIC.md; spectryn sync EPIC.md --execute ${more} --json`,
    `spectryn status ${more}`,
    `BITBUCKET_REPO=nope BITBUCKET_WORKSPACE=nope spectryn plan EPIC.md ${more}`,
    `BITBUCKET_REPO=nope BITBUCKET_WORKSPACE=nope spectryn plan EPIC.md ${more} --json`,
    `BITBUCKET_BASE_URL=http://127.0.0.1:1/2.0 spectryn plan EPIC.md ${more} --json`,
    `BITBUCKET_USERNAME=nobody BITBUCKET_EMAIL=nobody@example.com spectryn plan EPIC.md ${more}`,
    `BITBUCKET_SSL_VERIFY=perhaps spectryn plan EPIC.md ${more}`,
  ]);
}

async function runAll(name: string, cwd: string, env: Record<string, string>, commands: readonly string[]) {
  const codes: number[] = [];
  for (const [at, command] of commands.entries()) {
    const { code, output } = await shell.run(command, { cwd, env });
    outputs[`${name} ${at}: ${command}`] = output;
    codes.push(code);
  }
  return codes;
}

const worked = [0, 0, 0, 0, 0];

describe("credentials that work", () => {
  it("an API token on Cloud, by variables", async () => {
    const { fake, variables } = await startSampleCloud();
    closing.push(fake.close);
    const secret = fake.addApiToken(fake.world.users[0]!, { secret: canary("api-token") });
    const clone = await shell.specClone(
      fake.gitUrl("acme/shop").replace("//", `//dana:${encodeURIComponent(secret)}@`),
    );
    shell.git(["remote", "set-url", "origin", fake.gitUrl("acme/shop")], clone);
    const env = { ...variables, BITBUCKET_API_TOKEN: secret };
    expect((await live("api token", clone, env)).slice(0, 5)).toEqual(worked);
    await expectNone(clone, fake.git("acme/shop", ["rev-parse", "--absolute-git-dir"]), [secret]);
  });

  it("an access token through a proxy with a login, by a file", async () => {
    const { fake, variables } = await startSampleServer();
    closing.push(fake.close);
    const proxy = await startProxy();
    closing.push(proxy.close);
    const password = canary("proxy");
    const secret = variables["BITBUCKET_APP_PASSWORD"]!;
    const folder = shell.folder();
    const way = proxy.url.replace("//", `//dana:${encodeURIComponent(password)}@`);
    const lines = [
      "workspace: SHOP",
      "repo: web",
      `base_url: ${fake.baseUrl}`,
      `access_token: "${secret}"`,
      `proxy: ${way}`,
    ];
    shell.write(`${folder}/.spectryn.yaml`, `bitbucket:\n${lines.map((line) => `  ${line}\n`).join("")}`);
    expect((await live("access token", folder, {})).slice(0, 5)).toEqual(worked);
    expect(proxy.requests.length).toBeGreaterThan(0);
    await execRemove(folder, [".spectryn.yaml"]);
    await expectNone(folder, fake.git("SHOP/web", ["rev-parse", "--absolute-git-dir"]), [secret, password]);
  });

  it("a password on Server, by a flag and by .env", async () => {
    const { fake, variables } = await startSampleServer();
    closing.push(fake.close);
    const secret = canary("password");
    Object.assign(fake.world.users[0]!, { password: secret });
    const folder = shell.folder();
    const { BITBUCKET_APP_PASSWORD: _, ...place } = variables;
    shell.write(`${folder}/.env`, `BITBUCKET_APP_PASSWORD='${secret}'\n`);
    expect((await live(".env", folder, place)).slice(0, 5)).toEqual(worked);
    await execRemove(folder, [".env"]);
    const flag = `--verbose --bitbucket-app-password '${secret}'`;
    const commands = [`spectryn plan EPIC.md ${flag}`, `spectryn sync EPIC.md --execute --json ${flag}`];
    expect(await runAll("flag", folder, place, commands)).toEqual([0, 0]);
    expect(outputs[`flag 0: ${commands[0]}`]).toMatch(/^warning: --bitbucket-app-password shows the secret/m);
    await expectNone(folder, fake.git("SHOP/web", ["rev-parse", "--absolute-git-dir"]), [secret]);
  });

  it("a login inside of the remote's address", async () => {
    const { fake } = await startSampleServer();
    closing.push(fake.close);
    const secret = canary("remote");
    Object.assign(fake.world.users[0]!, { password: secret });
    const clone = await shell.specClone(
      fake.gitUrl("SHOP/web").replace("//", `//dana:${encodeURIComponent(secret)}@`),
    );
    expect((await live("remote", clone, {})).slice(0, 5)).toEqual(worked);
    await shell.run("git remote remove origin", { cwd: clone });
    await expectNone(clone, fake.git("SHOP/web", ["rev-parse", "--absolute-git-dir"]), [secret]);
  });
});

it("a canary is found in each of its forms", () => {
  const secret = canary("control");
  for (const text of [
    `curl -u 'dana:${secret}'`,
    `http://dana:${encodeURIComponent(secret)}@host/`,
    JSON.stringify({ secret }),
    `Basic ${Buffer.from(`dana:${secret}`).toString("base64")}`,
  ])
    expect(findCanaries({ text }, formsOf(secret, users))).not.toEqual([]);
});

it("credentials that are refused", async () => {
  const { fake, variables } = await startSampleCloud();
  closing.push(fake.close);
  const secrets: string[] = [];
  const folder = shell.folder();
  for (const variable of ["BITBUCKET_API_TOKEN", "BITBUCKET_ACCESS_TOKEN", "BITBUCKET_APP_PASSWORD"]) {
    const secret = canary(variable.toLowerCase());
    secrets.push(secret);
    const { BITBUCKET_API_TOKEN: _, ...place } = variables;
    const commands = ["plan EPIC.md --verbose", "plan EPIC.md --json", "sync EPIC.md --execute --verbose"];
    const env = { ...place, [variable]: secret };
    const ran = commands.map((command) => `spectryn ${command}`);
    expect(await runAll(variable, folder, env, ran)).toEqual([7, 7, 7]);
  }
  await expectNone(folder, null, secrets);
});

/** A file that the user filled with a secret is no artefact of ours. */
async function execRemove(folder: string, names: readonly string[]) {
  await shell.run(`rm ${names.join(" ")}`, { cwd: folder });
}

const looked = { places: 0, forms: 0 };

async function expectNone(folder: string, serverDir: string | null, secrets: readonly string[]) {
  const forms = secrets.flatMap((secret) => formsOf(secret, users));
  const gitDirs = [`${folder}/.git`, serverDir].filter((dir) => dir !== null && existsSync(dir)) as string[];
  const objects = gitDirs.map((dir) => [`objects of ${dir}`, readObjects(dir, { ...shell.env })] as const);
  const seen = {
    ...Object.fromEntries(Object.entries(outputs).map(([place, text]) => [place.split(":")[0]!, text])),
    ...readAll(folder),
    ...Object.fromEntries(objects),
    argv: ourArguments(),
  };
  expect(Object.keys(seen).length).toBeGreaterThan(5);
  expect(findCanaries(seen, forms)).toEqual([]);
  looked.places += Object.keys(seen).length;
  looked.forms += forms.length;
}

/** Arguments of git as spectryn started it; the test's own clones go another way. */
function ourArguments(): string {
  const text = readFileSync(shell.path("argv.log"), "utf8");
  expect(text).toContain("ls-remote");
  expect(text).toContain("push");
  return text;
}

it("were looked for everywhere", () => {
  expect(looked.places).toBeGreaterThan(30);
  kept(
    "no-secrets",
    `${looked.forms} forms of secrets looked for in ${looked.places} places (files, git objects, arguments, output): none`,
  );
});
