import { describe, expect, it } from "vitest";
import { toBudget, toSettings } from "./config.ts";
import { options } from "./options.ts";
import { isSecret } from "./secret.ts";
import { makeConfigFolder } from "./test-support.ts";

/** For each key a value other than the default: in YAML, as a variable, and as it arrives. */
const samples: Readonly<Record<string, readonly [yaml: string, variable: string, value: unknown]>> = {
  tracker: ["local", "local", "local"],
  specs: ["[a.md, 'b/*.md']", "a.md, b/*.md", ["a.md", "b/*.md"]],
  id_pattern: ["'US-[0-9]+'", "US-[0-9]+", "US-[0-9]+"],
  transition_branches: ["[main, release/1]", "main, release/1", ["main", "release/1"]],
  "bitbucket.username": ["dana", "dana", "dana"],
  "bitbucket.app_password": ["p4ss", "p4ss", "p4ss"],
  "bitbucket.email": ["d@x.org", "d@x.org", "d@x.org"],
  "bitbucket.api_token": ["ATATTx", "ATATTx", "ATATTx"],
  "bitbucket.access_token": ["ATCTTx", "ATCTTx", "ATCTTx"],
  "bitbucket.workspace": ["~dana", "~dana", "~dana"],
  "bitbucket.repo": ["shop", "shop", "shop"],
  "bitbucket.base_url": ["https://git.acme.org/bb/", "https://git.acme.org/bb", "https://git.acme.org/bb"],
  "bitbucket.deployment": ["server", "server", "server"],
  "bitbucket.remote": ["upstream", "upstream", "upstream"],
  "bitbucket.git_url": ["git@acme.org:a/b.git", "git@acme.org:a/b.git", "git@acme.org:a/b.git"],
  "bitbucket.issues": ["api", "api", "api"],
  "bitbucket.branch": ["team/tracker", "team/tracker", "team/tracker"],
  "bitbucket.ssl_verify": ["false", "0", false],
  "bitbucket.ca_file": ["/etc/ca.pem", "/etc/ca.pem", "/etc/ca.pem"],
  "bitbucket.proxy": ["http://proxy:8080", "http://proxy:8080", "http://proxy:8080"],
  "bitbucket.rate_limit": ["{burst: 60, per_second: 5}", "60/5", { burst: 60, per_second: 5 }],
  "bitbucket.timeout": ["5", "5", 5],
  "bitbucket.epic_as": ["issue", "issue", "issue"],
  "bitbucket.epic_label": ["Epos", "Epos", "Epos"],
  "bitbucket.story_label": ["tale", "tale", "tale"],
  "bitbucket.subtask_label": ["part", "part", "part"],
  "bitbucket.orphans": ["close", "close", "close"],
  "bitbucket.attachment_limit": ["2.5", "2.5", 2.5],
  "bitbucket.commit_message": ["'PROJ-1 {message}'", "PROJ-1 {message}", "PROJ-1 {message}"],
  "bitbucket.status_mapping": [
    "{in qa: open, live: closed}",
    "in qa=open, live=closed",
    { "in qa": "open", live: "closed" },
  ],
  "bitbucket.priority_mapping": ["{urgent: blocker}", "urgent=blocker", { urgent: "blocker" }],
  "bitbucket.users": ["{dana: d@x.org}", "dana=d@x.org", { dana: "d@x.org" }],
  "sync.execute": ["1", "true", true],
  "sync.verbose": ["true", "1", true],
  "sync.direction": ["both", "both", "both"],
  "pull_requests.comment": ["true", "1", true],
};

const plain = (value: unknown) => (isSecret(value) ? value.reveal() : value);
const at = (config: unknown, key: string) =>
  plain(key.split(".").reduce((part, name) => (part as Record<string, unknown>)[name], config));

describe("every option", () => {
  it("has a sample here", () => {
    expect(Object.keys(samples).sort()).toEqual(options.map(({ key }) => key).sort());
  });

  for (const { key, section, name, variable } of options) {
    const [yaml, text, value] = samples[key]!;
    it(`${key} changes the configuration from a file and from ${variable}`, async () => {
      const unset = (await makeConfigFolder().load()).config;
      expect(at(unset, key)).not.toEqual(value);
      const content = section === null ? `${name}: ${yaml}\n` : `${section}:\n  ${name}: ${yaml}\n`;
      const fromFile = (await makeConfigFolder({ ".spectryn.yaml": content }).load()).config;
      expect(at(fromFile, key)).toEqual(value);
      const fromVariable = (await makeConfigFolder().load({ env: { [variable]: text } })).config;
      expect(at(fromVariable, key)).toEqual(value);
    });
  }

  it.each([
    [{}, null],
    [{ SPECTRYN_BITBUCKET_RATE_LIMIT: "3600" }, { capacity: 3600, perSecond: 1 }],
    [{ SPECTRYN_BITBUCKET_RATE_LIMIT: "60/5" }, { capacity: 60, perSecond: 5 }],
  ])("rate_limit becomes a budget: %j", async (env, budget) => {
    expect(toBudget((await makeConfigFolder().load({ env })).config)).toEqual(budget);
  });

  it("that decides about the plan reaches its settings", async () => {
    const text =
      "bitbucket:\n  epic_as: issue\n  epic_label: E\n  story_label: S\n  subtask_label: T\n  orphans: delete\n  status_mapping: {in qa: on hold}\n  priority_mapping: {high: major}\n";
    const settings = toSettings((await makeConfigFolder({ ".spectryn.yaml": text }).load()).config);
    expect(settings).toMatchObject({
      epicAs: "issue",
      labels: { epic: "E", story: "S", subtask: "T" },
      orphans: "delete",
    });
    expect(settings.statusWords.byFold.get("in qa")).toBe("on hold");
    expect(settings.priorityWords.byFold.get("high")).toBe("major");
    expect(settings.statusWords.byFold.get("done")).toBe("resolved");
  });
});
