import { describe, expect, it } from "vitest";
import { makeConfigFolder } from "../test-support.ts";

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
