import { describe, expect, it } from "vitest";
import { loginPage, otherJson } from "../../../test/fakes/app/fault.ts";
import { failureOf } from "../../../test/support/failure-of.ts";
import { serverShop, serverToken } from "../../../test/support/forge-shops.ts";
import { answer, startHost } from "../../http/test-host.ts";
import type { ForgeOptions } from "../options.ts";
import { forgeOptions, noCredential } from "../test-forge.ts";
import { openBitbucketServer } from "./adapter.ts";
import { isOlder } from "./config.ts";

describe("verify", () => {
  it("tells who we are, which version, and that the repository is there", async () => {
    const { forge } = await serverShop();
    const check = await forge.verify();
    expect(check).toMatchObject({ repository: "SHOP/web", version: "10.4.1", isPrivate: true, notes: [] });
    expect(check.user).toMatchObject({ id: "jane", name: "jane", email: "jane@example.com" });
  });

  it("asks who the host is before it sends any credential", async () => {
    const { fake, forge } = await serverShop();
    await forge.verify();
    expect(fake.requests[0]).toMatchObject({ authorization: "none" });
    expect(fake.requests[0]?.path).toMatch(/application-properties$/);
  });

  it("tries the token as Basic once where Bearer is not taken, and keeps to it", async () => {
    const { fake, forge } = await serverShop({ isBearerAllowed: false });
    await forge.verify();
    await forge.verify();
    const forms = fake.requests.map((request) => request.authorization).filter((form) => form !== "none");
    expect(forms.filter((form) => form === "bearer")).toHaveLength(1);
    expect(forms.slice(1).every((form) => form === "basic")).toBe(true);
  });

  it("accepts a project's token, which belongs to nobody, and says so", async () => {
    const { fake, open } = await serverShop();
    const check = await open({ credential: serverToken(fake.addToken("SHOP")) }).verify();
    expect(check.user).toBeNull();
    expect(check.notes).toEqual([expect.stringMatching(/does not say who is logged in/)]);
  });

  it("names the cause of each trouble, with a way on, and no secret", async () => {
    const { fake, secret, open } = await serverShop({ captchaAfter: 100 });
    const expired = fake.addUserToken(fake.world.users[0]!);
    fake.expire(expired);
    const eve = fake.addUser("eve");
    const eves = fake.addUserToken(eve);
    const rows: readonly [Partial<ForgeOptions>, string, RegExp][] = [
      [{ credential: serverToken("wrong-canary", "jane") }, "authentication", /^authentication failed/],
      [{ credential: serverToken(expired) }, "authentication", /^authentication failed/],
      [{ credential: noCredential }, "authentication", /wants a login/],
      [{ credential: serverToken(eves, "eve") }, "permission", /^permission denied/],
      [
        { credential: serverToken(secret), workspace: "NOPE" },
        "workspace-missing",
        /project "NOPE" was not found/,
      ],
      [
        { credential: serverToken(secret), repo: "nope" },
        "repository-missing",
        /repository "SHOP\/nope" was not found/,
      ],
    ];
    for (const [part, code, message] of rows) {
      const error = await failureOf(open(part).verify());
      expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
      expect(error.hint).toBeTruthy();
      const shown = `${error.message} ${error.hint} ${JSON.stringify(error.data)} ${error.stack}`;
      const { secret: sent } = part.credential ?? noCredential;
      if (sent !== null) expect(shown).not.toContain(sent);
    }
  });

  it("sends nothing more once the account is locked behind a captcha", async () => {
    const { fake, jane, open } = await serverShop({ isBearerAllowed: false });
    jane.needsCaptcha = true;
    const forge = open();
    const error = await failureOf(forge.verify());
    expect(error.message).toMatch(/locked until somebody solves a captcha/);
    const sent = fake.count();
    expect((await failureOf(forge.getPullRequest(1))).message).toMatch(/captcha/);
    expect(fake.count()).toBe(sent);
  });

  it("does not lock the account: a wrong token is sent in each form once", async () => {
    const { fake, jane, open } = await serverShop({ captchaAfter: 2 });
    const forge = open({ credential: serverToken("wrong-canary", "jane") });
    await Promise.all([1, 2, 3, 4].map((n) => failureOf(forge.getPullRequest(n))));
    expect(fake.count()).toBe(2);
    expect(jane.needsCaptcha).toBe(false);
  });

  it("says that Basic is disabled", async () => {
    const { open } = await serverShop({ isBasicAllowed: false });
    const error = await failureOf(open({ credential: serverToken("wrong-canary", "jane") }).verify());
    expect(error.code).toBe("authentication");
    expect(error.message).toMatch(/takes no user name and password \(Basic is disabled\)/);
  });

  it("warns below 7.21 and refuses below 7.2", async () => {
    const { open } = await serverShop({ version: "7.20.3" });
    expect((await open().verify()).notes).toEqual([expect.stringMatching(/7\.20\.3 .* is older than 7\.21/)]);
    const old = await serverShop({ version: "7.1.0" });
    const error = await failureOf(old.forge.verify());
    expect(error.code).toBe("server-too-old");
    expect(old.fake.requests.every((request) => request.authorization === "none")).toBe(true);
  });

  it("tells versions by number", () => {
    expect(isOlder("7.3", "7.21")).toBe(true);
    expect(isOlder("7.21.0", "7.21")).toBe(false);
    expect(isOlder("10.0.2", "7.21")).toBe(false);
  });

  it.each([
    ["a login page", loginPage],
    ["another program's JSON", otherJson],
  ])("says that %s is no Bitbucket, and sends it no credential", async (_, trouble) => {
    const { fake, forge } = await serverShop();
    fake.faults.add({ trouble });
    const error = await failureOf(forge.verify());
    expect(error.code).toBe("not-bitbucket");
    expect(error.message).toContain(`there is no Bitbucket Server at ${fake.baseUrl}`);
    expect(error.hint).toBeTruthy();
    expect(fake.requests.every((request) => request.authorization === "none")).toBe(true);
  });

  it.each([
    ["nothing there", answer(404, { message: "no" })],
    ["a redirect to a login elsewhere", answer(302, undefined, { location: "https://login.example.com/" })],
  ])("says that it is no Bitbucket: %s", async (_, respond) => {
    const host = await startHost(respond);
    const forge = openBitbucketServer(
      forgeOptions({ baseUrl: host.url, credential: serverToken("canary-123") }),
    );
    expect((await failureOf(forge.verify())).code).toBe("not-bitbucket");
    expect(host.seen.every((seen) => seen.headers.authorization === undefined)).toBe(true);
  });
});
