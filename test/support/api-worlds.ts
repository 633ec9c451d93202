/** Trackers behind the Issues API of a fake Cloud, as several processes of one clone see them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { openCloudClient } from "../../src/forges/bitbucket-cloud/adapter.ts";
import { makeFindUsers } from "../../src/forges/bitbucket-cloud/people.ts";
import type { ForgeOptions } from "../../src/forges/options.ts";
import { forgeOptions } from "../../src/forges/test-forge.ts";
import type { Fetch } from "../../src/http/transport.ts";
import type { Tracker } from "../../src/ports/tracker.ts";
import { openApiTracker } from "../../src/trackers/bitbucket-api/adapter.ts";
import type { FakeClock } from "../fakes/app/clock.ts";
import type { CloudLimits } from "../fakes/cloud/limits.ts";
import type { CloudUser } from "../fakes/cloud/world.ts";
import type { FakeIssue } from "../fakes/cloud-issues/world.ts";
import { type FakeCloudWithIssues, startCloudWithIssues } from "../fakes/cloud-issues.ts";

export interface ApiWorld {
  readonly cloud: FakeCloudWithIssues;
  readonly dana: CloudUser;
  /** `acme/shop`. */
  readonly fullName: string;
  /** Of the clone. */
  readonly folder: string;
  issues(): FakeIssue[];
  /** Lines for the person. */
  readonly told: readonly string[];
  open(part?: Partial<ForgeOptions> & { readonly folder?: string }): Tracker;
  /** The clone loses what it knew. */
  forget(): void;
  /** Requests so far, by method. */
  counts(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export async function startApiWorld(limits: Partial<CloudLimits> = {}): Promise<ApiWorld> {
  const fullName = "acme/shop";
  const cloud = await startCloudWithIssues({ clock: tickingFakeClock(), limits });
  const dana = cloud.addUser("dana");
  cloud.addRepository(fullName, { rights: [[dana, "write"]] });
  const secret = cloud.addApiToken(dana);
  const folder = mkdtempSync(join(tmpdir(), "spectryn-api-"));
  const told: string[] = [];
  const credential = { kind: "api-token", secret, username: null, email: dana.email } as const;
  return {
    ...{ cloud, dana, fullName, folder, told },
    issues: () => cloud.tracker(fullName).issues,
    open(part = {}) {
      const options = forgeOptions({ baseUrl: cloud.apiUrl, credential, ...part });
      const http = openCloudClient(options);
      const { workspace, repo } = options;
      const findUsers = makeFindUsers(http, workspace);
      const name = `127.0.0.1/${fullName}`;
      const tell = (line: string) => void told.push(line);
      return openApiTracker({
        ...{ http, workspace, repo, name, findUsers, repository: null, tell },
        folder: part.folder ?? join(folder, "clone"),
      });
    },
    forget: () => rmSync(join(folder, "clone"), { recursive: true, force: true }),
    counts() {
      const methods = cloud.requests.map(({ method }) => method);
      return Object.fromEntries(
        [...new Set(methods)].map((method) => [method, methods.filter((one) => one === method).length]),
      );
    },
    async close() {
      cloud.assertClean();
      await cloud.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of one test: it closes when that ends, and by then every fault must have happened. */
export async function startTestApiWorld(limits: Partial<CloudLimits> = {}): Promise<ApiWorld> {
  const world = await startApiWorld(limits);
  onTestFinished(async () => {
    await world.close();
    expect(world.cloud.faults.left()).toEqual([]);
  });
  return world;
}

/** Calls `work` once, right before the request that is the `at`th of its verb. */
export function interrupting(verb: string, at: number, work: () => Promise<unknown>): Fetch {
  let count = 0;
  return async (url, init) => {
    if (init.method === verb) count += 1;
    if (init.method === verb && count === at) {
      count += 1;
      await work();
    }
    const { method, headers, body, redirect } = init;
    const answer = await globalThis.fetch(url, { method, headers, redirect, body: (body as string) ?? null });
    return { status: answer.status, headers: answer.headers, body: answer.body as never };
  };
}

/** Every look at it is a millisecond later. */
function tickingFakeClock(): FakeClock {
  let now = Date.parse("2026-01-01T00:00:00Z");
  return {
    nowMs: () => {
      now += 1;
      return now;
    },
  };
}
