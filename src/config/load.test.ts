import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { originOf } from "./config.ts";
import { describeOrigin } from "./origin.ts";
import { makeConfigFolder } from "./test-support.ts";

const yaml = (repo: string) => `bitbucket:\n  repo: ${repo}\n`;

describe("precedence", () => {
  const sources = [
    [
      "user",
      { "../home/.config/spectryn/config.yaml": yaml("user") },
      {},
      "../home/.config/spectryn/config.yaml:2:9",
    ],
    ["project", { ".spectryn.yaml": yaml("project") }, {}, ".spectryn.yaml:2:9"],
    ["dotenv", { ".env": "A=1\nBITBUCKET_REPO=dotenv\n" }, {}, "BITBUCKET_REPO in .env:2:1"],
    ["environment", {}, { env: { BITBUCKET_REPO: "environment" } }, "BITBUCKET_REPO"],
    ["flag", {}, { flags: { "bitbucket.repo": "flag" } }, "--bitbucket-repo"],
  ] as const;

  for (const [index, [name, , , origin]] of sources.entries()) {
    for (const weakest of sources.slice(0, index + 1).keys()) {
      it(`${name} wins over everything from ${sources[weakest]![0]} on`, async () => {
        const used = sources.slice(weakest, index + 1);
        const folder = makeConfigFolder(Object.assign({}, ...used.map(([, files]) => files)));
        const { config } = await folder.load(Object.assign({}, ...used.map(([, , options]) => options)));
        expect(config.bitbucket.repo).toBe(name);
        expect(describeOrigin(originOf(config, "bitbucket.repo"))).toBe(origin);
      });
    }
  }

  it("is the default where nothing says otherwise", async () => {
    const { config, warnings } = await makeConfigFolder().load();
    expect(config.bitbucket).toMatchObject({
      branch: "spectryn",
      issues: "auto",
      ssl_verify: true,
      epic_as: "milestone",
    });
    expect(config.sync).toEqual({ execute: false, verbose: false, direction: "push" });
    expect(originOf(config, "bitbucket.branch")).toEqual({ from: "default" });
    expect(warnings).toEqual([]);
  });

  it("puts tables together entry by entry, and words that differ in case are one", async () => {
    const folder = makeConfigFolder({
      "../home/.config/spectryn/config.yaml":
        "bitbucket:\n  status_mapping:\n    In-QA: closed\n    shipped: closed\n",
      ".spectryn.yaml": "bitbucket:\n  status_mapping:\n    in qa: open\n",
    });
    const { config } = await folder.load();
    expect(config.bitbucket.status_mapping).toEqual({ "in qa": "open", shipped: "closed" });
  });

  it("takes an empty variable as not set", async () => {
    const folder = makeConfigFolder({ ".spectryn.yaml": yaml("project") });
    expect((await folder.load({ env: { BITBUCKET_REPO: "" } })).config.bitbucket.repo).toBe("project");
  });

  it("lets --dry-run win over sync.execute", async () => {
    const folder = makeConfigFolder({ ".spectryn.yaml": "sync:\n  execute: true\n" });
    expect((await folder.load()).config.sync.execute).toBe(true);
    const { config } = await folder.load({ flags: { "sync.execute": false } });
    expect(config.sync.execute).toBe(false);
    expect(describeOrigin(originOf(config, "sync.execute"))).toBe("--dry-run");
  });
});

describe("search", () => {
  it("takes the nearest file up to the root and never one above it", async () => {
    const folder = makeConfigFolder({
      "../.spectryn.yaml": yaml("outside"),
      ".spectryn.yaml": yaml("root"),
      "docs/.spectryn.toml": '[bitbucket]\nrepo = "docs"\n',
      "docs/deep/x.md": "",
      "other/x.md": "",
    });
    expect((await folder.load({ cwd: folder.path("docs/deep") })).config.bitbucket.repo).toBe("docs");
    expect((await folder.load({ cwd: folder.path("other") })).config.bitbucket.repo).toBe("root");
    const empty = makeConfigFolder({ "../.spectryn.yaml": yaml("outside") });
    expect((await empty.load()).config.bitbucket.repo).toBeUndefined();
  });

  it.each([
    [".spectryn.yaml", ".spectryn.toml"],
    [".spectryn.yaml", ".spectryn.yml"],
    [".spectryn.yml", ".spectryn.toml"],
  ])("refuses %s and %s in one folder, naming both", async (a, b) => {
    const error = await makeConfigFolder({ [a]: "", [b]: "" }).fail();
    expect(error.code).toBe("config");
    expect(error.message).toContain(a);
    expect(error.message).toContain(b);
  });

  it("takes --config instead of the search, also outside of the repository", async () => {
    const folder = makeConfigFolder({
      ".spectryn.yaml": yaml("found"),
      "../mine.toml": '[bitbucket]\nrepo = "named"\n',
    });
    const { config } = await folder.load({ configFile: "../mine.toml" });
    expect(config.bitbucket.repo).toBe("named");
    expect(originOf(config, "bitbucket.repo").from).toBe("named");
    const inside = await folder.load({ configFile: ".spectryn.yaml" });
    expect(originOf(inside.config, "bitbucket.repo").from).toBe("project");
    expect((await folder.fail({ configFile: "none.yaml" })).message).toContain("none.yaml");
  });

  it("looks for the user's file below XDG_CONFIG_HOME", async () => {
    const folder = makeConfigFolder({ "../xdg/spectryn/config.yaml": yaml("xdg") });
    const { config } = await folder.load({ env: { XDG_CONFIG_HOME: join(folder.base, "xdg") } });
    expect(config.bitbucket.repo).toBe("xdg");
  });

  it("takes relative paths from the file that names them", async () => {
    const folder = makeConfigFolder({
      ".spectryn.yaml": "specs: docs/*.md\nbitbucket:\n  ca_file: certs/ca.pem\n",
      "sub/x.md": "",
    });
    const { config } = await folder.load({ cwd: folder.path("sub") });
    expect(config.bitbucket.ca_file).toBe(folder.path("certs/ca.pem"));
    expect([config.specs, config.specsFolder]).toEqual([["docs/*.md"], folder.root]);
    const home = await folder.load({ env: { BITBUCKET_CA_FILE: "~/ca.pem" } });
    expect(home.config.bitbucket.ca_file).toBe(join(folder.base, "home/ca.pem"));
  });
});

describe("files as they come", () => {
  const expected = { workspace: "acme", repo: "shop" };
  const lines = ["bitbucket:", "  workspace: acme", "  repo: shop", ""];

  it.each([
    ["a byte order mark", `\u{FEFF}${lines.join("\n")}`],
    ["CRLF", lines.join("\r\n")],
    ["a merge of an anchor", "bitbucket:\n  <<: {workspace: acme, repo: other}\n  repo: shop\n"],
    ["an alias", "specs: [&name acme]\nbitbucket:\n  workspace: *name\n  repo: shop\n"],
    ["JSON", '{"bitbucket": {"workspace": "acme", "repo": "shop"}}'],
    ["quoted keys", '"bitbucket":\n  "workspace": "acme"\n  \'repo\': \'shop\'\n'],
  ])("reads YAML with %s", async (_, text) => {
    const { config } = await makeConfigFolder({ ".spectryn.yaml": text }).load();
    expect(config.bitbucket).toMatchObject(expected);
  });

  it.each([
    ["a byte order mark", '\u{FEFF}[bitbucket]\nworkspace = "acme"\nrepo = "shop"\n'],
    ["CRLF", '[bitbucket]\r\nworkspace = "acme"\r\nrepo = "shop"\r\n'],
    ["dotted keys", 'bitbucket.workspace = "acme"\nbitbucket.repo = "shop"\n'],
    ["an inline table", 'bitbucket = { workspace = "acme", repo = "shop" }\n'],
  ])("reads TOML with %s", async (_, text) => {
    const { config } = await makeConfigFolder({ ".spectryn.toml": text }).load();
    expect(config.bitbucket).toMatchObject(expected);
  });

  it.each([
    ["an empty file", ""],
    ["comments only", "# nothing\n"],
    ["a section without lines", "bitbucket:\nsync:\n"],
  ])("takes %s as no values", async (_, text) => {
    const { config } = await makeConfigFolder({ ".spectryn.yaml": text }).load();
    expect(config.origins).toEqual({});
  });

  it("keeps a number's digits where a text is wanted", async () => {
    const text = "bitbucket:\n  workspace: 0012\n  repo: 1.10\n";
    const { config } = await makeConfigFolder({ ".spectryn.yaml": text }).load();
    expect(config.bitbucket).toMatchObject({ workspace: "0012", repo: "1.10" });
  });

  it("does not let a table's words reach the prototype", async () => {
    const text = "bitbucket:\n  users:\n    __proto__: dana\n    constructor: lee\n";
    const { config } = await makeConfigFolder({ ".spectryn.yaml": text }).load();
    expect(Object.getPrototypeOf(config.bitbucket.users)).toBe(Object.prototype);
    expect(config.bitbucket.users["constructor"]).toBe("lee");
  });

  it.each([
    [
      "a duplicate key",
      "bitbucket:\n  repo: a\n  repo: b\n",
      ".spectryn.yaml:3:3: this key stands here a second time",
    ],
    ["a list at the top", "- a\n", ".spectryn.yaml:1:1: a configuration is a table"],
    ["a text at the top", "hello\n", ".spectryn.yaml:1:1: a configuration is a table"],
    ["two documents", "specs: a\n---\nspecs: b\n", ".spectryn.yaml:2:1: a second document"],
    ["an unknown alias", "bitbucket:\n  repo: *shop\n", ".spectryn.yaml:2:9: an alias (*) names no anchor"],
    ["a tab as indentation", "bitbucket:\n\trepo: a\n", ".spectryn.yaml:2:1: a tab is used as indentation"],
    ["a tag", "bitbucket:\n  repo: !x a\n", ".spectryn.yaml:2:9: tags (!) are not used"],
    ["a section that is a text", "bitbucket: shop\n", ".spectryn.yaml:1:12: `bitbucket` is a section"],
    ["a key without a value", "bitbucket:\n  repo:\n", "`bitbucket.repo` has no value"],
  ])("refuses %s with its place", async (_, text, message) => {
    expect((await makeConfigFolder({ ".spectryn.yaml": text }).fail()).message).toContain(message);
  });

  it.each([
    [
      "a duplicate key",
      '[bitbucket]\nrepo = "a"\nrepo = "b"\n',
      ".spectryn.toml:3:1: this key stands here a second time",
    ],
    ["a text without quotes", "[bitbucket]\nrepo = shop\n", ".spectryn.toml:2:8: not valid TOML"],
    [
      "a list of tables",
      '[[bitbucket]]\nrepo = "a"\n',
      ".spectryn.toml:1:3: [[bitbucket]] is a list of tables",
    ],
    [
      "a wrong value",
      "[sync]\nexecute = 2\n",
      ".spectryn.toml:2:11: `sync.execute` is 2, but must be true or false",
    ],
    [
      "an unknown key",
      '[bitbucket]\nreppo = "a"\n',
      ".spectryn.toml:2:1: unknown key `reppo` in `bitbucket`; did you mean `repo`?",
    ],
  ])("refuses TOML with %s", async (_, text, message) => {
    expect((await makeConfigFolder({ ".spectryn.toml": text }).fail()).message).toContain(message);
  });

  it("refuses a bomb of aliases and a circle", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `  k${n + 1}: &k${n + 1} [${Array(9).fill(`*k${n}`).join(", ")}]`,
    );
    const bomb = `bitbucket:\n  k0: &k0 [x]\n${levels.join("\n")}\n`;
    expect((await makeConfigFolder({ ".spectryn.yaml": bomb }).fail()).message).toContain(
      "nested too deeply",
    );
    const circle = "specs: &a [*a]\n";
    expect((await makeConfigFolder({ ".spectryn.yaml": circle }).fail()).code).toBe("config");
  });

  it("refuses bytes that are not UTF-8, and a file that is too big", async () => {
    const latin = Buffer.from("bitbucket:\n  repo: caf\xe9\n", "latin1");
    expect((await makeConfigFolder({ ".spectryn.yaml": latin }).fail()).message).toContain("is not UTF-8");
    const big = `# ${"x".repeat(1024 * 1024)}\n`;
    expect((await makeConfigFolder({ ".spectryn.yaml": big }).fail()).message).toContain("bytes");
  });

  it("tells all mistakes of a run at once", async () => {
    const error = await makeConfigFolder({
      ".spectryn.yaml": "sync:\n  execute: maybe\n  verbos: true\n",
    }).fail({
      env: { BITBUCKET_SSL_VERIFY: "nope" },
    });
    expect(error.message).toContain("3 errors");
    expect(error.data["mistakes"]).toHaveLength(3);
  });
});

describe("links", () => {
  it("takes no .env that leads out of the repository", async () => {
    const folder = makeConfigFolder({ "../private": "BITBUCKET_REPO=private\n" });
    symlinkSync(join(folder.base, "private"), folder.path(".env"));
    expect((await folder.load()).config.origins).toEqual({});
  });

  it("refuses a configuration that leads out of the repository", async () => {
    const folder = makeConfigFolder({ "../private.yaml": "token: hunter2\n" });
    symlinkSync(join(folder.base, "private.yaml"), folder.path(".spectryn.yaml"));
    const error = await folder.fail();
    expect(error.message).toContain("symbolic link");
    expect(error.message).not.toContain("hunter2");
  });

  it("follows one that stays inside, and a link to the user's file", async () => {
    const folder = makeConfigFolder({
      "conf/shop.yaml": yaml("linked"),
      "../dotfiles/config.yaml": "specs: a.md\n",
    });
    symlinkSync("conf/shop.yaml", folder.path(".spectryn.yaml"));
    mkdirSync(join(folder.base, "home/.config/spectryn"), { recursive: true });
    symlinkSync(
      join(folder.base, "dotfiles/config.yaml"),
      join(folder.base, "home/.config/spectryn/config.yaml"),
    );
    const { config } = await folder.load();
    expect([config.bitbucket.repo, config.specs]).toEqual(["linked", ["a.md"]]);
  });

  it("takes a folder of that name for no configuration", async () => {
    const folder = makeConfigFolder({ ".env/bin/python": "", ".spectryn.yaml/x": "" });
    expect((await folder.load()).config.origins).toEqual({});
  });
});
