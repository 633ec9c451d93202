/** The guide's blocks, with the nesting that its printed form lost (its TOML twins show it). */
import { describe, expect, it } from "vitest";
import { originOf } from "./config.ts";
import { readCredential } from "./secrets.ts";
import { makeConfigFolder } from "./test-support.ts";

const guideYaml = `# Bitbucket connection settings
bitbucket:
  username: your-username
  app_password: your-app-password # Cloud: App Password, Server: Personal Access Token
  workspace: your-workspace # Workspace slug (Cloud) or project key (Server)
  repo: your-repo # Repository slug
  base_url: https://api.bitbucket.org/2.0 # Optional: defaults to Cloud API

  # Label configuration (optional)
  epic_label: "epic"
  story_label: "story"
  subtask_label: "subtask"

  # Status mapping (optional)
  status_mapping:
    open: "open"
    "in progress": "open"
    done: "resolved"
    closed: "closed"

  # Priority mapping (optional)
  priority_mapping:
    critical: "blocker"
    high: "major"
    medium: "minor"
    low: "trivial"

# Sync settings
sync:
  execute: false # Set to true for live mode
  verbose: true
`;

const guideToml = `[bitbucket]
username = "your-username"
app_password = "your-app-password"
workspace = "your-workspace"
repo = "your-repo"
base_url = "https://api.bitbucket.org/2.0"

[bitbucket.status_mapping]
open = "open"
"in progress" = "open"
done = "resolved"
closed = "closed"

[bitbucket.priority_mapping]
critical = "blocker"
high = "major"
medium = "minor"
low = "trivial"

[sync]
execute = false
verbose = true
`;

const connection = {
  username: "your-username",
  workspace: "your-workspace",
  repo: "your-repo",
};

const values = {
  bitbucket: {
    ...connection,
    base_url: "https://api.bitbucket.org/2.0",
    epic_label: "epic",
    story_label: "story",
    subtask_label: "subtask",
    status_mapping: { open: "open", "in progress": "open", done: "resolved", closed: "closed" },
    priority_mapping: { critical: "blocker", high: "major", medium: "minor", low: "trivial" },
  },
  sync: { execute: false, verbose: true },
};

describe("the guide", () => {
  it("its YAML and its TOML give the same configuration", async () => {
    const yaml = (await makeConfigFolder({ ".spectryn.yaml": guideYaml }).load()).config;
    const toml = (await makeConfigFolder({ ".spectryn.toml": guideToml }).load()).config;
    expect(yaml).toMatchObject(values);
    expect(yaml.bitbucket.app_password?.reveal()).toBe("your-app-password");
    const plain = ({ origins, specsFolder, ...rest }: typeof yaml) => JSON.stringify(rest);
    expect(plain(toml)).toBe(plain(yaml));
    expect(toml.bitbucket.app_password?.reveal()).toBe("your-app-password");
  });

  const variables = {
    BITBUCKET_USERNAME: "your-username",
    BITBUCKET_APP_PASSWORD: "your-app-password",
    BITBUCKET_WORKSPACE: "your-workspace",
    BITBUCKET_REPO: "your-repo",
    BITBUCKET_BASE_URL: "https://api.bitbucket.org/2.0",
  };

  it("its variables work in the environment, and in .env with and without export", async () => {
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const folders = [
      { env: variables },
      { files: { ".env": lines.join("\n") } },
      { files: { ".env": lines.map((line) => `export ${line}`).join("\r\n") } },
      { files: { ".env": `\u{FEFF}${lines.join("\n")}\n` } },
    ];
    for (const { env = {}, files = {} } of folders) {
      const { config, warnings } = await makeConfigFolder(files).load({ env });
      expect(config.bitbucket).toMatchObject({ ...connection, base_url: variables.BITBUCKET_BASE_URL });
      expect(config.bitbucket.app_password?.reveal()).toBe("your-app-password");
      expect(warnings).toEqual([]);
    }
  });

  it("its flags work, and the password on the command line is warned about", async () => {
    const flags = {
      tracker: "bitbucket",
      "bitbucket.username": "your-username",
      "bitbucket.app_password": "your-password",
      "bitbucket.workspace": "your-workspace",
      "bitbucket.repo": "your-repo",
      "sync.execute": true,
    };
    const { config, warnings } = await makeConfigFolder().load({ flags });
    expect(config).toMatchObject({ tracker: "bitbucket", bitbucket: connection, sync: { execute: true } });
    expect(warnings.join()).toContain("--bitbucket-app-password shows the secret");
    expect(warnings.join()).not.toContain("your-password");
  });

  it.each([
    ["Cloud", "acme-corp", undefined],
    ["Server", "PROJ", "https://bitbucket.company.com/rest/api/2.0"],
  ])("its %s example works", async (name, workspace, url) => {
    const base = url === undefined ? "" : `  base_url: ${url}\n`;
    const text = `bitbucket:\n  username: john.doe\n  app_password: your-pat-token\n  workspace: ${workspace} # note\n  repo: backend-api\n${base}`;
    const { config } = await makeConfigFolder({ ".spectryn.yaml": text }).load();
    expect(config.bitbucket).toMatchObject({ username: "john.doe", workspace, repo: "backend-api" });
    expect(config.bitbucket.base_url).toBe(url);
    const credential = readCredential(config, name === "Cloud" ? "cloud" : "server");
    expect(credential.kind).toBe(name === "Cloud" ? "password" : "server-token");
  });

  it("BITBUCKET_SSL_VERIFY=false turns the check off", async () => {
    const { config } = await makeConfigFolder().load({ env: { BITBUCKET_SSL_VERIFY: "false" } });
    expect(config.bitbucket.ssl_verify).toBe(false);
    expect(originOf(config, "bitbucket.ssl_verify")).toEqual({
      from: "environment",
      variable: "BITBUCKET_SSL_VERIFY",
    });
  });
});
