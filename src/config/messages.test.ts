import { describe, expect, it } from "vitest";
import { missingOption } from "./config.ts";
import { makeConfigFolder } from "./test-support.ts";

describe("mistakes in a file", () => {
  it.each([
    ["trakcer: local", "1:1: unknown key `trakcer`; did you mean `tracker`?"],
    ["bitbuckt: {}", "1:1: unknown key `bitbuckt`; did you mean `bitbucket`?"],
    [
      "bitbucket:\n  app-password: x",
      "2:3: unknown key `app-password` in `bitbucket`; did you mean `app_password`?",
    ],
    ["bitbucket:\n  zzz: x", "2:3: unknown key `zzz` in `bitbucket`"],
    ["username: dana", "1:1: `username` is not known at the top level; it belongs below `bitbucket:`"],
    ["bitbucket:\n  execute: true", "2:3: `execute` is not known in `bitbucket`; it belongs below `sync:`"],
    [
      "bitbucket:\n  issues: brnch",
      '2:11: `bitbucket.issues` is "brnch", but must be "auto", "branch" or "api"; did you mean "branch"?',
    ],
    [
      "bitbucket:\n  status_mapping:\n    done: Resolved",
      '3:11: "done" in `bitbucket.status_mapping` is "Resolved", but must be "new", "open", "resolved"',
    ],
    [
      "bitbucket:\n  status_mapping:\n    done: submitted",
      '3:11: "done" in `bitbucket.status_mapping` is "submitted"',
    ],
    ["bitbucket:\n  status_mapping:\n    done: reslved", 'did you mean "resolved"?'],
    ["bitbucket:\n  priority_mapping:\n    high: majr", 'did you mean "major"?'],
    ["bitbucket:\n  priority_mapping: high", "2:21: `bitbucket.priority_mapping` is"],
    [
      "bitbucket:\n  status_mapping: {in qa: open, In-QA: closed}",
      '"In-QA" in `bitbucket.status_mapping` is the same word as "in qa"',
    ],
    ["bitbucket:\n  status_mapping: {'': open}", "has an empty word as a key"],
    ["sync:\n  execute: maybe", '2:12: `sync.execute` is "maybe", but must be true or false (or 1 or 0)'],
    ["sync:\n  execute: yes", '`sync.execute` is "yes"'],
    ["bitbucket:\n  timeout: 0", "2:12: `bitbucket.timeout` must be more than 0; it is 0"],
    ["bitbucket:\n  timeout: soon", '`bitbucket.timeout` is "soon", but must be a number'],
    ["bitbucket:\n  rate_limit: 0", "2:15: `bitbucket.rate_limit` must be more than 0; it is 0"],
    ["bitbucket:\n  rate_limit: {burst: 5}", "`bitbucket.rate_limit` is a table, but must be a whole number"],
    [
      "bitbucket:\n  base_url: bitbucket.acme.org",
      "`bitbucket.base_url` must be a URL that starts with https://",
    ],
    ["bitbucket:\n  git_url: 'ext::sh -c id'", "`bitbucket.git_url` must be a git URL"],
    ["bitbucket:\n  git_url: --upload-pack=id", "`bitbucket.git_url` must be a git URL"],
    ["bitbucket:\n  branch: -x", "`bitbucket.branch` is no valid name of a git branch"],
    ["bitbucket:\n  workspace: acme/shop", "`bitbucket.workspace` must be one name"],
    ["bitbucket:\n  repo: true", "`bitbucket.repo` is true, but must be a text"],
    ["id_pattern: '['", "`id_pattern` is no valid regular expression"],
    ["specs: {a: b}", "`specs` is a table, but must be a list of texts"],
    ["bitbucket:\n  users: {dana: [x]}", '"dana" in `bitbucket.users` is a list, but must be a text'],
  ])("%s", async (text, message) => {
    const error = await makeConfigFolder({ ".spectryn.yaml": `${text}\n` }).fail();
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^\.spectryn\.yaml:\d+:\d+: /);
  });
});

describe("mistakes in variables", () => {
  it.each([
    [
      "BITBUCKET_SSL_VERIFY",
      "False",
      'BITBUCKET_SSL_VERIFY: `bitbucket.ssl_verify` is "False", but must be true or false',
    ],
    ["SPECTRYN_SYNC_EXECUTE", "yes", "SPECTRYN_SYNC_EXECUTE: `sync.execute`"],
    ["SPECTRYN_BITBUCKET_STATUS_MAPPING", "done=reslved", 'did you mean "resolved"?'],
    ["SPECTRYN_BITBUCKET_STATUS_MAPPING", "done", "must be a table"],
    ["SPECTRYN_BITBUCKET_RATE_LIMIT", "60/x", "`bitbucket.rate_limit` is a table"],
  ])("%s=%s", async (name, value, message) => {
    expect((await makeConfigFolder().fail({ env: { [name]: value } })).message).toContain(message);
    const fromFile = await makeConfigFolder({ ".env": `# first\n${name}=${value}\n` }).fail();
    expect(fromFile.message).toContain(`${name} in .env:2:1: `);
  });

  it.each([
    ["BITBUCKET_USERNAM", "did you mean BITBUCKET_USERNAME?"],
    ["SPECTRYN_BITBUCKET_REPO", "did you mean BITBUCKET_REPO?"],
    ["BITBUCKET_EPIC_AS", "did you mean SPECTRYN_BITBUCKET_EPIC_AS?"],
    ["SPECTRYN_SYNC_EXECTE", "did you mean SPECTRYN_SYNC_EXECUTE?"],
  ])("%s is warned about", async (name, message) => {
    expect((await makeConfigFolder().load({ env: { [name]: "x" } })).warnings.join()).toContain(message);
  });

  it("those of Bitbucket Pipelines are not", async () => {
    const names =
      "BRANCH BUILD_NUMBER CLONE_DIR COMMIT DEPLOYMENT_ENVIRONMENT GIT_HTTP_ORIGIN GIT_SSH_ORIGIN PARALLEL_STEP PIPELINE_UUID PROJECT_KEY PROJECT_UUID PR_ID REPO_FULL_NAME REPO_IS_PRIVATE REPO_OWNER REPO_OWNER_UUID REPO_SLUG REPO_UUID SSH_KEY_FILE STEP_OIDC_TOKEN STEP_RUN_NUMBER STEP_TRIGGERER_UUID STEP_UUID TAG BOOKMARK EXIT_CODE";
    const env = Object.fromEntries(names.split(" ").map((name) => [`BITBUCKET_${name}`, "main"]));
    const { config, warnings } = await makeConfigFolder().load({ env: { ...env, SPECTRYN_BUILT: "1" } });
    expect(warnings).toEqual([]);
    expect(config.bitbucket.branch).toBe("spectryn");
  });
});

describe(".env", () => {
  it("reads only our variables, skips files without one, and warns about a cut value", async () => {
    const folder = makeConfigFolder({
      ".env": "BITBUCKET_APP_PASSWORD=abc#def\nBITBUCKET_USERNAME='a#b' # fine\nPATH=/evil\nNODE_OPTIONS=x\n",
      "app/.env": "DATABASE_URL=x\n",
    });
    const { config, warnings } = await folder.load({ cwd: folder.path("app") });
    expect(config.bitbucket.app_password?.reveal()).toBe("abc");
    expect(config.bitbucket.username).toBe("a#b");
    expect(warnings).toEqual([
      "../.env:1: the value of BITBUCKET_APP_PASSWORD ends at its #; put it in quotes if the # belongs to it",
    ]);
  });
});

describe("a missing option", () => {
  it("names flag, variable and key", () => {
    const error = missingOption("bitbucket.workspace", "no remote of this folder says which workspace");
    expect(error.message).toBe(
      "bitbucket.workspace is not set: no remote of this folder says which workspace",
    );
    expect(error.hint).toContain("--bitbucket-workspace");
    expect(error.hint).toContain("BITBUCKET_WORKSPACE");
    expect(error.hint).toContain("bitbucket.workspace in .spectryn.yaml");
  });

  it("names variable and key where there is no flag", () => {
    expect(missingOption("bitbucket.email", "REST wants it").hint).toBe(
      "Set it with BITBUCKET_EMAIL=..., or as bitbucket.email in .spectryn.yaml (for example you@example.com).",
    );
  });
});
