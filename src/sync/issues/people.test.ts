import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../../test/support/git-sandbox.ts";
import type { Issue } from "../../core/issue/issue.ts";
import { defaultSettings } from "../../core/settings.ts";
import { SpectrynError } from "../../errors.ts";
import type { Forge, ForgeUser } from "../../ports/forge.ts";
import type { Config } from "../configure.ts";
import { findAssignee, findAuthor, findMe, type PeoplePlace } from "./people.ts";

let sandbox: GitSandbox;
let place: PeoplePlace;

const users = { dana: "account-1", kim: "kim@example.com" };
const issues = ["lee", "maria"].map(
  (assignee) =>
    ({ fields: { title: "x", assignee }, deleted: null, reporter: "Test Person" }) as unknown as Issue,
);

beforeEach(async () => {
  sandbox = makeGitSandbox();
  const path = sandbox.init("shop");
  const repository = await sandbox.open(path);
  place = {
    workspace: { cwd: path, root: path, repository },
    config: { bitbucket: {} } as Config,
    settings: { ...defaultSettings, users },
    opened: { kind: "bitbucket", forge: null },
    repository: null,
    isOnline: true,
  };
});
afterEach(() => sandbox.remove());

function forge(people: readonly string[], me: string | null = null): Forge {
  const user = (name: string): ForgeUser => ({ id: `id-${name}`, name, displayName: name, email: null });
  return {
    name: "Bitbucket Cloud, acme/shop",
    verify: async () => ({ user: me === null ? null : user(me) }),
    findUsers: async (name: string) => people.filter((one) => one.startsWith(name)).map(user),
  } as unknown as Forge;
}

const failing = {
  ...forge([]),
  findUsers: async () => {
    throw new SpectrynError("permission", "not allowed");
  },
} as Forge;

describe("@me is", () => {
  it("the configured user, by the table of users", async () => {
    const config = { bitbucket: { username: "dana" } } as Config;
    expect(await findMe({ ...place, config })).toBe("account-1");
    expect(await findAuthor({ ...place, config })).toBe("account-1");
  });

  it.each([{ kim: "test@example.com" }, { "Test Person": "account-7" }, { "test@example.com": "account-7" }])(
    "git's person in the table of users: %o",
    async (table) => {
      expect(await findMe({ ...place, settings: { ...defaultSettings, users: table } })).toBe(
        Object.values(table)[0],
      );
    },
  );

  it("the host's login, where it may be asked", async () => {
    const opened = { kind: "bitbucket" as const, forge: forge([], "dana-b") };
    expect(await findMe({ ...place, opened })).toBe("dana-b");
    await expect(findMe({ ...place, opened, isOnline: false })).rejects.toThrow(
      "it is not known who @me is: git knows you as Test Person, which is no account",
    );
  });

  it("git's person where there is no host, and then the author of comments everywhere", async () => {
    expect(await findMe({ ...place, opened: { kind: "local", forge: null } })).toBe("Test Person");
    expect(await findAuthor(place)).toBe("Test Person");
  });
});

describe("an assignee is", () => {
  const find = (name: string, more: Partial<PeoplePlace> = {}, isForced = false) =>
    findAssignee(name, issues, { ...place, ...more }, isForced);
  const withForge = (one: Forge) => ({ opened: { kind: "bitbucket" as const, forge: one } });

  it.each([
    ["none", null],
    ["@Dana", "account-1"],
    ["LEE", "lee"],
    ["kim@example.com", "kim@example.com"],
    ["somebody", "somebody"],
  ])("%s -> %s", async (name, account) => {
    expect(await find(name)).toBe(account);
  });

  it("refused where a known name is near, unless it is forced or the host knows it", async () => {
    await expect(find("mara")).rejects.toThrow('nobody here is called "mara"; did you mean "maria"?');
    expect(await find("mara", {}, true)).toBe("mara");
    expect(await find("mara", withForge(forge(["mara"])))).toBe("mara");
    await expect(find("mara", withForge(failing))).rejects.toThrow("did you mean");
  });

  it("refused where the host says that nobody is called so", async () => {
    await expect(find("somebody", withForge(forge(["lee"])))).rejects.toThrow(
      'nobody of Bitbucket Cloud, acme/shop is called "somebody"',
    );
    expect(await find("somebody", { ...withForge(forge(["lee"])), isOnline: false })).toBe("somebody");
    expect(await find("somebody", withForge(failing))).toBe("somebody");
  });

  it("refused where several are called so", async () => {
    await expect(find("sam", withForge(forge(["sam.a", "sam.b"])))).rejects.toThrow(
      '"sam" is the name of several people: sam.a (id-sam.a), sam.b (id-sam.b)',
    );
  });
});
