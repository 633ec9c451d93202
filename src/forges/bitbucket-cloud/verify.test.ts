import { describe, expect, it } from "vitest";
import { brokenJson, loginPage, serverError } from "../../../test/fakes/app/fault.ts";
import { failureOf } from "../../../test/support/failure-of.ts";
import { apiToken, cloudShop } from "../../../test/support/forge-shops.ts";
import type { ForgeCredential, ForgeOptions } from "../options.ts";
import { forgeOptions, noCredential } from "../test-forge.ts";
import { openBitbucketCloud } from "./adapter.ts";

describe("verify", () => {
  it("tells who we are and that the repository is there", async () => {
    const { dana, forge } = await cloudShop();
    const check = await forge.verify();
    expect(check).toMatchObject({ repository: "acme/shop", isPrivate: true, version: null, notes: [] });
    expect(check.user).toMatchObject({ id: dana.accountId, name: "dana" });
  });

  it("works with an access token as Bearer", async () => {
    const { cloud, open } = await cloudShop();
    const secret = cloud.addAccessToken("acme/shop");
    const forge = open({ credential: { kind: "access-token", secret, username: null, email: null } });
    expect(await forge.verify()).toMatchObject({ repository: "acme/shop" });
    expect(new Set(cloud.requests.map((request) => request.authorization))).toEqual(new Set(["bearer"]));
  });

  it("is content without the scope to read the user, and says so", async () => {
    const { cloud, dana, open } = await cloudShop();
    const secret = cloud.addApiToken(dana, { scopes: ["read:repository:bitbucket"] });
    const check = await open({ credential: apiToken(secret) }).verify();
    expect(check.user).toBeNull();
    expect(check.notes).toEqual([expect.stringMatching(/does not say who the token belongs to/)]);
  });

  it("names the cause of each trouble, with a way on, and no secret", async () => {
    const { cloud, dana, token, open } = await cloudShop();
    cloud.addUser("eve");
    const expired = cloud.addApiToken(dana);
    cloud.expire(expired);
    const poor = cloud.addApiToken(dana, { scopes: ["read:user:bitbucket"] });
    const old = cloud.addAppPassword(dana);
    const password: ForgeCredential = {
      kind: "password",
      secret: "hunter2-canary",
      username: "dana",
      email: null,
    };
    const rows: readonly [Partial<ForgeOptions>, string, RegExp][] = [
      [{ credential: apiToken("wrong-canary") }, "authentication", /^authentication failed/],
      [
        { credential: apiToken(expired) },
        "authentication",
        /token is wrong, has expired, or is of another kind/,
      ],
      [{ credential: password }, "app-password-ended", /ended them on 2026-07-28/],
      [{ credential: { ...password, secret: old } }, "app-password-ended", /2026-07-28/],
      [{ credential: apiToken(poor) }, "permission", /lacks the scope read:repository:bitbucket/],
      [
        { credential: apiToken(token), workspace: "nope" },
        "workspace-missing",
        /workspace "nope" was not found/,
      ],
      [
        { credential: apiToken(token), repo: "nope" },
        "repository-missing",
        /"acme\/nope" was not found, or it is private/,
      ],
      [{ credential: noCredential }, "workspace-missing", /no access to it/],
    ];
    for (const [part, code, message] of rows) {
      const error = await failureOf(open(part).verify());
      expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
      expect(error.hint).toBeTruthy();
      const shown = `${error.message} ${error.hint} ${JSON.stringify(error.data)} ${error.stack}`;
      const { secret } = part.credential ?? noCredential;
      if (secret !== null) expect(shown).not.toContain(secret);
    }
  });

  it("shows a private repository of others as missing, and says that", async () => {
    const { cloud, forge } = await cloudShop({ repo: "secret" });
    const eve = cloud.addUser("eve");
    cloud.addRepository("acme/secret", { rights: [[eve, "write"]] });
    const error = await failureOf(forge.verify());
    expect(error.code).toBe("repository-missing");
    expect(error.hint).toMatch(/private repository as missing/);
  });

  it("needs the e-mail address for an API token, and refuses an app password before it is sent", async () => {
    const { cloud, open } = await cloudShop();
    const credential = { kind: "api-token", secret: "ATATT-x", username: "dana", email: null } as const;
    expect(() => open({ credential })).toThrow(/only with the e-mail address/);
    const old = { ...credential, kind: "password", secret: "ATBBcanary" } as const;
    const make = () =>
      openBitbucketCloud(forgeOptions({ baseUrl: "https://bitbucket.org", credential: old }));
    expect(make).toThrow(expect.objectContaining({ code: "app-password-ended" }));
    expect(cloud.requests).toHaveLength(0);
  });

  it.each([
    ["a login page", loginPage, "unexpected-answer"],
    ["broken JSON", brokenJson, "unexpected-answer"],
  ])("is not fooled by %s with 200", async (_, trouble, code) => {
    const { cloud, forge } = await cloudShop();
    cloud.faults.add({ trouble });
    expect((await failureOf(forge.verify())).code).toBe(code);
  });

  it("outlives 5xx, 555 and cut connections", async () => {
    const { cloud, forge } = await cloudShop();
    cloud.faults.add({ trouble: serverError(503) }, { trouble: serverError(555) }, { trouble: "cut" });
    expect((await forge.verify()).repository).toBe("acme/shop");
  });
});
