/** Every block of docs/library.md compiles with the published types and runs, in their order. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FakeServer, startServer } from "../fakes/server.ts";
import { makeTroubleShell, type TroubleShell, type Variables } from "../support/troubles-world.ts";

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/library.md"), "utf8");
const blocks = page
  .split("```ts\n")
  .slice(1)
  .map((rest) => rest.slice(0, rest.indexOf("\n```")));

let fake: FakeServer;
let shell: TroubleShell;
let folder: string;
let env: Variables;

beforeAll(async () => {
  fake = await startServer();
  const user = fake.addUser("user");
  fake.addRepository("workspace/repo", { rights: [[user, "REPO_WRITE"]] });
  fake.commit("workspace/repo", "main", { "README.md": "# Repo\n" });
  fake.addPullRequest("workspace/repo", { title: "Pay by card" });
  const token = fake.addUserToken(user);
  env = {
    BITBUCKET_USERNAME: "user",
    BITBUCKET_APP_PASSWORD: token,
    BITBUCKET_TOKEN: token,
    BITBUCKET_WORKSPACE: "workspace",
    BITBUCKET_REPO: "repo",
    BITBUCKET_BASE_URL: `${fake.baseUrl}/rest/api/1.0`,
  };
  shell = makeTroubleShell();
  folder = shell.folder();
  writeFileSync(join(folder, "document.pdf"), "%PDF-1.4\n");
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/spectryn"));
  symlinkSync(join(root, "node_modules/@types"), join(folder, "node_modules/@types"));
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
});
afterAll(async () => {
  await fake.close();
  shell.remove();
});

it("compiles and runs, and what it says is there afterwards", async () => {
  expect(blocks.length).toBeGreaterThan(4);
  const names = blocks.map((_, at) => `block-${at + 1}`);
  names.forEach((name, at) => {
    writeFileSync(join(folder, `${name}.ts`), blocks[at]!);
  });
  const flags = "--strict --module nodenext --target es2023 --outDir out --types node --skipLibCheck false";
  const files = names.map((name) => `${name}.ts`).join(" ");
  const compiled = await shell.run(`"${root}/node_modules/.bin/tsc" ${files} ${flags}`, { cwd: folder });
  expect(compiled.stdout).toBe("");
  for (const name of names) {
    const ran = await shell.run(`"${process.execPath}" out/${name}.js`, { cwd: folder, env });
    expect([name, ran.stderr, ran.code]).toEqual([name, "", 0]);
  }
  const shown = await shell.run("spectryn issue show 1 --json", { cwd: folder, env });
  const { issue } = JSON.parse(shown.stdout).data;
  expect(issue.fields).toMatchObject({ prs: [1], component: "Frontend", version: "v1.0" });
});
