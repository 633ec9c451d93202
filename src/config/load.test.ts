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
