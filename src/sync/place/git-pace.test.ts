/** What git waits for a host's request limit, on a clock that only jumps; git and the host are real processes. */
import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSampleCloud, startSampleServer } from "../../../test/fakes/sample.ts";
import type { FakeServer } from "../../../test/fakes/server.ts";
import { type GitSandbox, makeGitSandbox } from "../../../test/support/git-sandbox.ts";
import { SpectrynError } from "../../errors.ts";
import { makeJumpClock } from "../../http/test-host.ts";
import { applyRun } from "../apply/apply.ts";
import { configure, toSettings } from "../configure.ts";
import { openTracker } from "../open/open.ts";
import { makeRuntime } from "../runtime.ts";
import { openWorkspace } from "../workspace.ts";

let sandbox: GitSandbox;
let clock: ReturnType<typeof makeJumpClock>;
let closing: (() => Promise<void>)[];
let told: string[];
beforeEach(() => {
  sandbox = makeGitSandbox();
  clock = makeJumpClock();
  closing = [];
  told = [];
});
afterEach(async () => {
  for (const close of closing) await close();
  sandbox.remove();
});

const fakeClock = () => ({ nowMs: () => clock.now().getTime() });

async function limitedServer(capacity: number, fillPerSecond: number) {
  const sample = await startSampleServer({ clock: fakeClock(), limits: { capacity, fillPerSecond } });
  closing.push(() => sample.fake.close());
  return sample;
}

/** As each start of the command does: nothing is known of the host's limit. */
async function open(variables: Readonly<Record<string, string>>) {
  writeFileSync(sandbox.path("EPIC.md"), "# EPIC-1: Shop\n\n### US-1: Checkout\n\nPay.\n");
  const env = { ...sandbox.env, ...variables };
  const tell = (line: string) => told.push(line);
  const runtime = makeRuntime({ cwd: sandbox.dir, env, clock, random: () => 0.5, tell });
  const workspace = await openWorkspace(runtime);
  const { config } = await configure(workspace, runtime, {});
  const { tracker } = await openTracker(
    workspace,
    config,
    { trustedHosts: [], allowsPlainHttp: false },
    runtime,
  );
  const sync = () =>
    applyRun(
      workspace,
      tracker,
      {
        ...{ paths: ["EPIC.md"], story: null, prefer: null, settings: toSettings(config), keywords: null },
        ...{ confirmed: null, isGuardAnswered: false, direction: "push" as const },
      },
      runtime,
    );
  return { tracker, sync };
}

/** What the host did for us: what it refused was not needed. */
function answered(server: FakeServer): number {
  return server.requests.filter(({ path, status }) => path.includes(".git/") && status === 200).length;
}

describe("the wait for a limit is within 110 % of the ideal", () => {
  it("in one process, with the product's limits of a Server", async () => {
    const { fake, variables } = await limitedServer(60, 5);
    const { tracker, sync } = await open(variables);
    await sync();
    for (let run = 0; run < 75; run += 1) await tracker.read();
    const idealMs = ((answered(fake) - 60) / 5) * 1000;
    expect(idealMs).toBeGreaterThan(15_000);
    expect(clock.sleptMs()).toBeLessThanOrEqual(idealMs * 1.1);
  });

  it("where every run starts anew and meets a limit that is used up", async () => {
    const { fake, variables } = await limitedServer(6, 5);
    await (await open(variables)).sync();
    for (let run = 0; run < 25; run += 1) await (await open(variables)).tracker.read();
    const idealMs = ((answered(fake) - 6) / 5) * 1000;
    expect(idealMs).toBeGreaterThan(8_000);
    expect(clock.sleptMs()).toBeLessThanOrEqual(idealMs * 1.1);
  });

  it("where the host says when to come back", async () => {
    const { fake, variables } = await startSampleCloud({ clock: fakeClock() });
    closing.push(() => fake.close());
    const { sync } = await open(variables);
    const endsMs = clock.now().getTime() + 40_000;
    const refuse = { status: 429, headers: { "retry-after": "40" }, text: "Rate limit" };
    fake.faults.add({ on: "* *.git/*", times: 2, trouble: refuse });
    await sync();
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(endsMs);
    expect(clock.sleptMs()).toBeLessThanOrEqual(40_000 * 1.1);
    expect(told.filter((line) => !line.startsWith("tracker: "))).toEqual([
      expect.stringMatching(/^the request limit of 127\.0\.0\.1:\d+ is used up: waiting 40 s$/),
    ]);
  });
});

it("a host that lets one request through at a time is synced with in the end", async () => {
  const { variables } = await limitedServer(3, 0.1);
  const { sync } = await open(variables);
  expect((await sync()).numbers.size).toBe(1);
  expect(clock.sleptMs()).toBeLessThan(300_000);
});

it("a push that was refused is pushed again, and the tracker has it once", async () => {
  const { fake, variables } = await limitedServer(1000, 5);
  const refuse = { status: 429, headers: {}, text: "" };
  fake.faults.add({ on: "POST *git-receive-pack", times: 3, trouble: refuse });
  const { sync } = await open(variables);
  expect((await sync()).numbers.size).toBe(1);
  expect(fake.faults.left()).toEqual([]);
  expect(fake.git("SHOP/web", ["rev-list", "--count", "spectryn"])).toBe("1");
});

it.each([
  ["says nothing", {}],
  ["says to come back in an hour", { "retry-after": "3600" }],
])("a limit that does not end is an error within ten minutes where the host %s", async (_, headers) => {
  const { fake, variables } = await limitedServer(1000, 5);
  const times = Number.POSITIVE_INFINITY;
  fake.faults.add({ on: "* *.git/*", times, trouble: { status: 429, headers, text: "" } });
  const { tracker } = await open(variables);
  const error = await tracker.read().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SpectrynError);
  const { code, exitCode, message } = error as SpectrynError;
  expect([code, exitCode]).toEqual(["rate-limited", 8]);
  expect(message).toMatch(
    /^rate limit exceeded: 127\.0\.0\.1:\d+ still refuses git after .*; the next try may go in/,
  );
  expect(clock.sleptMs()).toBeLessThanOrEqual(600_000);
  expect(fake.count()).toBeLessThan(20);
});

it("a budget that somebody configured for a Server holds for git too, and is named", async () => {
  const { fake, variables } = await limitedServer(1000, 5);
  const { tracker } = await open({ ...variables, SPECTRYN_BITBUCKET_RATE_LIMIT: "4/0.1" });
  await tracker.read();
  await tracker.read();
  expect(clock.sleptMs()).toBe(10_000);
  const { tracker: other } = await open({ ...variables, SPECTRYN_BITBUCKET_RATE_LIMIT: "3" });
  await other.read();
  const asked = fake.count();
  await expect(other.read()).rejects.toMatchObject({
    code: "rate-limited",
    message: expect.stringMatching(
      /^rate limit exceeded: bitbucket\.rate_limit lets git ask .* again in 20 min$/,
    ),
  });
  expect(fake.count()).toBe(asked);
});
