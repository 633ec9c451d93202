import { afterEach, describe, expect, it } from "vitest";
import { startCloud } from "../../test/fakes/cloud.ts";
import { startServer } from "../../test/fakes/server.ts";
import { failureOf } from "../../test/support/failure-of.ts";
import { makeJumpClock } from "../http/test-host.ts";
import type { Forge } from "../ports/forge.ts";
import { openBitbucketCloud } from "./bitbucket-cloud/adapter.ts";
import { openBitbucketServer } from "./bitbucket-server/adapter.ts";
import { forgeOptions, noCredential } from "./test-forge.ts";

const hourMs = 3_600_000;
let close: (() => Promise<void>) | null = null;

afterEach(async () => {
  await close?.();
  close = null;
});

async function readPulls(forge: Forge, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await forge.getPullRequest(1);
}

/** A Cloud that allows `limit` requests in each rolling hour, on a clock that only jumps. */
async function limitedCloud(limit: number, isAnonymous: boolean) {
  const clock = makeJumpClock();
  const limits = { repositories: limit, anonymous: limit, refusal: "text" as const };
  const cloud = await startCloud({ clock: { nowMs: () => clock.now().getTime() }, limits });
  close = () => cloud.close();
  const dana = cloud.addUser("dana");
  cloud.addRepository("acme/shop", { isPrivate: !isAnonymous, rights: [[dana, "read"]] });
  cloud.addPullRequest("acme/shop", {});
  const secret = cloud.addApiToken(dana);
  const credential = isAnonymous
    ? noCredential
    : ({ kind: "api-token", secret, username: null, email: dana.email } as const);
  const open = (totalDeadlineMs?: number) =>
    openBitbucketCloud(
      forgeOptions({
        baseUrl: cloud.apiUrl,
        credential,
        clock,
        ...(totalDeadlineMs === undefined ? {} : { totalDeadlineMs }),
      }),
    );
  return { clock, cloud, open };
}

describe("the wait for a limit is within 110 % of the ideal", () => {
  it("where Cloud says what is left", async () => {
    const { clock, cloud, open } = await limitedCloud(60, true);
    await readPulls(open(2 * hourMs), 150);
    expect(clock.sleptMs()).toBeGreaterThanOrEqual(2 * hourMs);
    expect(clock.sleptMs()).toBeLessThanOrEqual(2 * hourMs * 1.1);
    expect(cloud.count()).toBe(150);
  });

  it("where Cloud says nothing but 429", async () => {
    const { clock, cloud, open } = await limitedCloud(100, false);
    await readPulls(open(2 * hourMs), 250);
    expect(clock.sleptMs()).toBeGreaterThanOrEqual(2 * hourMs);
    expect(clock.sleptMs()).toBeLessThanOrEqual(2 * hourMs * 1.1);
    expect(cloud.count()).toBeLessThan(350);
  });

  it("on a Server with the product's limits", async () => {
    const clock = makeJumpClock();
    const limits = { capacity: 60, fillPerSecond: 5 };
    const server = await startServer({ clock: { nowMs: () => clock.now().getTime() }, limits });
    close = () => server.close();
    const jane = server.addUser("jane");
    server.addRepository("SHOP/web", { rights: [[jane, "REPO_READ"]] });
    server.addPullRequest("SHOP/web", {});
    const credential = {
      kind: "server-token",
      secret: server.addUserToken(jane),
      username: null,
      email: null,
    } as const;
    const forge = openBitbucketServer(
      forgeOptions({ baseUrl: server.baseUrl, workspace: "SHOP", repo: "web", credential, clock }),
    );
    await readPulls(forge, 360);
    expect(clock.sleptMs()).toBeGreaterThanOrEqual(59_000);
    expect(clock.sleptMs()).toBeLessThanOrEqual(66_000);
    expect(server.count()).toBeLessThanOrEqual(362);
  });
});

it("a wait that nobody would sit through is an error that tells how long", async () => {
  const { clock, open } = await limitedCloud(5, true);
  const error = await failureOf(readPulls(open(), 6));
  expect(error.code).toBe("rate-limited");
  expect(error.message).toMatch(/^rate limit exceeded: the next request may go in 60 min/);
  expect(error.exitCode).toBe(8);
  expect(clock.sleptMs()).toBe(0);
});
