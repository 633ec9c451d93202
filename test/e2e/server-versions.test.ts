/** Old Servers: told what is lost, or refused, before anything is written; asked once. */
import { afterAll, expect, it } from "vitest";
import { startSampleServer } from "../fakes/sample.ts";
import type { FakeServer } from "../fakes/server.ts";
import { expectTrouble } from "../support/troubles-expected.ts";
import { useTroubleShell } from "../support/troubles-setup.ts";
import { planCommand, saidBy, syncCommand } from "../support/troubles-world.ts";

const shell = useTroubleShell();
const servers: FakeServer[] = [];
afterAll(async () => {
  for (const server of servers) {
    server.assertClean();
    await server.close();
  }
});

async function serverOf(version: string) {
  const { fake, variables } = await startSampleServer({ version });
  servers.push(fake);
  return { fake, env: { ...variables }, cwd: shell.folder() };
}

const asked = (fake: FakeServer) => fake.count("GET /rest/api/latest/application-properties");
const warning = /^warning: Bitbucket Server 7\.17\.1 at \S+ is older than 7\.21, .*: pull requests may lack/m;

it("7.17 is used, and each run says what is lost; it was asked once", async () => {
  const { fake, env, cwd } = await serverOf("7.17.1");
  for (const script of [planCommand, syncCommand, syncCommand]) {
    const ran = await shell.run(script, { cwd, env });
    expect(ran.code).toBe(0);
    expect(ran.stderr.match(/^warning: .*$/gm)).toEqual([expect.stringMatching(warning)]);
  }
  expect(asked(fake)).toBe(1);
  expect(fake.requests.filter(({ path }) => path.includes("/rest/")).map((one) => one.authorization)).toEqual(
    ["none"],
  );
  await shell.run(`${planCommand} --verbose`, { cwd, env });
  expect(asked(fake)).toBe(2);
});

it("7.21 is used without a word", async () => {
  const { env, cwd } = await serverOf("7.21.0");
  const ran = await shell.run(planCommand, { cwd, env });
  expect([ran.code, ran.stderr]).toEqual([0, ""]);
});

it("7.1 is refused with a login that works, every time, and git is not asked", async () => {
  const { fake, env, cwd } = await serverOf("7.1");
  for (const script of [planCommand, syncCommand]) {
    expectTrouble("Server that is too old", saidBy(await shell.run(script, { cwd, env })));
  }
  expect(fake.count("git")).toBe(0);
});

it("a Server whose REST API does not answer is synced with by git, and not asked again", async () => {
  const { fake, env, cwd } = await serverOf("10.4.1");
  const down = { status: 404, headers: {}, text: "" };
  fake.faults.add({ on: "GET /rest/*", times: Number.POSITIVE_INFINITY, trouble: down });
  for (const end of ["Written and read back", "Nothing to do"]) {
    const ran = await shell.run(syncCommand, { cwd, env });
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toContain(end);
  }
  expect(asked(fake)).toBe(1);
});

it("what was remembered is asked again when it is damaged", async () => {
  const { fake, env, cwd } = await serverOf("10.4.1");
  await shell.run(planCommand, { cwd, env });
  shell.write(`${cwd}/.spectryn/hosts.json`, '{"schema":1,"hosts":{"');
  const ran = await shell.run(planCommand, { cwd, env });
  expect([ran.code, ran.stderr]).toEqual([0, ""]);
  expect(asked(fake)).toBe(2);
});
