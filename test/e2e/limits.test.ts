/** A host that refuses git for its request limit: the command waits, says so, and goes on. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startSampleCloud, startSampleServer } from "../fakes/sample.ts";
import { useTroubleShell } from "../support/troubles-setup.ts";
import { planCommand, syncCommand } from "../support/troubles-world.ts";

const refusal = (retryAfter?: string) => ({
  status: 429,
  headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
  text: "Rate limit for this resource has been exceeded",
});

const shell = useTroubleShell();

const samples = { Cloud: startSampleCloud, Server: startSampleServer };

describe.each(["Cloud", "Server"] as const)("on %s", (kind) => {
  let sample: Awaited<ReturnType<(typeof samples)[typeof kind]>>;
  let env: Record<string, string>;
  let cwd: string;
  beforeAll(async () => {
    sample = await samples[kind]();
    env = { ...sample.variables };
  });
  beforeEach(() => {
    cwd = shell.folder();
  });
  afterAll(async () => {
    sample.fake.assertClean();
    await sample.fake.close();
  });

  it("a few refusals are waited for: fetch, push and the look afterwards", async () => {
    const { faults } = sample.fake;
    faults.add({ on: "GET *info/refs", times: 2, trouble: refusal() });
    faults.add({ on: "POST *git-upload-pack", trouble: refusal("1") });
    faults.add({ on: "POST *git-receive-pack", times: 2, trouble: refusal("1") });
    const ran = await shell.run(`${syncCommand} --verbose`, { cwd, env });
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("Written and read back");
    expect(ran.stderr).toMatch(/^127\.0\.0\.1:\d+ refused git for its request limit \(try 1\)$/m);
    expect(ran.stderr).toMatch(/^the request limit of 127\.0\.0\.1:\d+ is used up: waiting 1 s$/m);
    expect(ran.stderr).toMatch(/^waited 1(?:\.\d)? s for the request limit of 127\.0\.0\.1:\d+$/m);
    expect(ran.output).not.toMatch(/Recv header|Send header|Authorization/);
    expect(faults.left()).toEqual([]);
  });

  it("one short refusal says nothing to people", async () => {
    sample.fake.faults.add({ on: "* *.git/*", trouble: refusal("1") });
    const ran = await shell.run(planCommand, { cwd, env });
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect(sample.fake.faults.left()).toEqual([]);
  });

  it("Ctrl+C ends a wait at once, and the next run goes through", async () => {
    sample.fake.faults.add({ on: "* *.git/*", times: 2, trouble: refusal("60") });
    const script = `${syncCommand} --verbose 2>said & run=$!
      for try in $(seq 200); do grep -q waiting said && break; sleep 0.1; done
      kill -INT $run; wait $run; code=$?; cat said >&2; exit $code`;
    const ran = await shell.run(script, { cwd, env });
    expect(ran.code).toBe(130);
    // A wait that came to its end says so in between.
    expect(ran.stderr).toMatch(/waiting 60 s\nerror: interrupted; /);
    expect((await shell.run(syncCommand, { cwd, env })).code).toBe(0);
  });

  it("a limit that does not end is told, with what the host says", async () => {
    const times = 2;
    sample.fake.faults.add({ on: "* *.git/*", times, trouble: refusal("2400") });
    const ran = await shell.run(planCommand, { cwd, env });
    expect(ran.code).toBe(8);
    expect(ran.stderr).toMatch(
      /^error: rate limit exceeded: 127\.0\.0\.1:\d+ still refuses git after .* of waiting; the next try may go in 40 min$/m,
    );
    expect(ran.stderr).toMatch(/^hint: {2}Wait a few minutes, then run the same command again\.$/m);
  });
});
