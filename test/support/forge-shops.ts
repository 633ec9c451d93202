/** A repository on a fake Cloud or Server, and the forge of somebody who may write there. */
import { expect, onTestFinished } from "vitest";
import { openBitbucketCloud } from "../../src/forges/bitbucket-cloud/adapter.ts";
import { openBitbucketServer } from "../../src/forges/bitbucket-server/adapter.ts";
import type { ForgeCredential, ForgeOptions } from "../../src/forges/options.ts";
import { forgeOptions } from "../../src/forges/test-forge.ts";
import type { Forge } from "../../src/ports/forge.ts";
import type { FakeApp } from "../fakes/app/app.ts";
import { cleanAtEnd } from "../fakes/app/at-end.ts";
import { startCloud } from "../fakes/cloud.ts";
import { type ServerOptions, startServer } from "../fakes/server.ts";

export function apiToken(secret: string, email: string | null = "dana@example.com"): ForgeCredential {
  return { kind: "api-token", secret, username: null, email };
}

export function serverToken(secret: string, username: string | null = null): ForgeCredential {
  return { kind: "server-token", secret, username, email: null };
}

/** Dana, a private acme/shop that she may write, and the forge with her token. */
export async function cloudShop(part: Partial<ForgeOptions> = {}) {
  const cloud = troubledAtEnd(await startCloud());
  const dana = cloud.addUser("dana");
  cloud.addRepository("acme/shop", { rights: [[dana, "write"]] });
  const token = cloud.addApiToken(dana);
  const open = (more: Partial<ForgeOptions>): Forge =>
    openBitbucketCloud(forgeOptions({ baseUrl: cloud.apiUrl, ...more }));
  return { cloud, dana, token, open, forge: open({ credential: apiToken(token), ...part }) };
}

/** Jane, a private SHOP/web that she may write, and the forge with her token. */
export async function serverShop(settings: ServerOptions = {}) {
  const fake = troubledAtEnd(await startServer(settings));
  const jane = fake.addUser("jane");
  fake.addRepository("SHOP/web", { rights: [[jane, "REPO_WRITE"]] });
  const secret = fake.addUserToken(jane);
  const usual = { workspace: "SHOP", repo: "web", credential: serverToken(secret, "jane") };
  const open = (more: Partial<ForgeOptions> = {}): Forge =>
    openBitbucketServer(forgeOptions({ baseUrl: fake.baseUrl, ...usual, ...more }));
  return { fake, jane, secret, open, forge: open() };
}

/** A test ends only when all that was to go wrong went wrong. */
function troubledAtEnd<Fake extends FakeApp>(fake: Fake): Fake {
  onTestFinished(() => expect(fake.faults.left()).toEqual([]));
  return cleanAtEnd(fake);
}
