import { describe, expect, it } from "vitest";
import { gitFailure, remoteLines } from "./failures.ts";
import { parsePushAnswer } from "./push-answer.ts";

function fail(stderr: string) {
  return gitFailure(["fetch", "origin"], { code: 128, stderr });
}

/** What git and the hosts say, as they say it. */
const cases: readonly (readonly [string, string])[] = [
  ["fatal: Authentication failed for 'https://bitbucket.org/acme/shop.git/'", "authentication"],
  ["fatal: could not read Username for 'https://bitbucket.org': terminal prompts disabled", "authentication"],
  ["error: RPC failed; HTTP 401 curl 22 The requested URL returned error: 401", "authentication"],
  [
    "git@bitbucket.org: Permission denied (publickey).\r\nfatal: Could not read from remote repository.",
    "authentication",
  ],
  ["remote: Invalid credentials\nfatal: Authentication failed for 'https://x/'", "authentication"],
  [
    "fatal: unable to access 'https://bitbucket.org/a/b.git/': The requested URL returned error: 403",
    "permission",
  ],
  ["remote: You do not have access to the repository.\nfatal: protocol error", "permission"],
  ["fatal: repository 'https://bitbucket.org/acme/nope.git/' not found", "repository-missing"],
  ["remote: Repository not found\nfatal: repository 'https://x/y/' not found", "repository-missing"],
  [
    "fatal: '/none' does not appear to be a git repository\nfatal: Could not read from remote repository.",
    "repository-missing",
  ],
  ["fatal: unable to access 'https://x/': Could not resolve host: x", "network"],
  ["ssh: Could not resolve hostname nohost: Name or service not known", "network"],
  ["fatal: unable to access 'http://h/': Failed to connect to h port 80: Connection refused", "network"],
  ["ssh: connect to host h port 22: Connection timed out", "timeout"],
  ["fatal: unable to access 'https://x/': Operation timed out after 300 ms", "timeout"],
  ["fatal: unable to access 'https://x/': SSL certificate problem: self signed certificate", "network"],
  ["fatal: unable to access 'https://x/': server certificate verification failed. CAfile: none", "network"],
  ["Host key verification failed.\r\nfatal: Could not read from remote repository.", "network"],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 503", "network"],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 429", "rate-limited"],
  ["fatal: transport 'ext' not allowed", "repository-unusable"],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 410", "app-password-ended"],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 302", "unexpected-answer"],
  ["fatal: https://x/a.git/info/refs not valid: is this a git repository?", "unexpected-answer"],
  ["fatal: unable to access 'https://x/': CONNECT tunnel failed, response 407", "network"],
  ["remote: CAPTCHA required\nfatal: Authentication failed for 'https://x/'", "authentication"],
  [
    "send-pack: unexpected disconnect while reading sideband packet\nfatal: the remote end hung up unexpectedly",
    "network",
  ],
  ["fatal: Unable to create '/r/.git/refs/heads/x.lock': File exists.", "lock-busy"],
  ["fatal: write error: No space left on device", "file-unwritable"],
  ["error: cannot lock ref 'refs/x': Unable to create '/r/x.lock': Read-only file system", "file-unwritable"],
  ["error: cannot lock ref 'refs/x': Unable to create '/r/x.lock': Permission denied", "file-unwritable"],
  ["error: cannot update ref 'refs/x': couldn't write '/r/.git/refs/x.lock'", "file-unwritable"],
  ["fatal: unable to access 'https://x/': Could not resolve proxy: p", "network"],
  ["fatal: detected dubious ownership in repository at '/r'", "repository-unusable"],
  ["fatal: bad object 1234", "git-failed"],
];

describe("gitFailure", () => {
  it.each(cases)("%s", (stderr, code) => {
    const error = fail(stderr);
    expect(error.code).toBe(code);
    expect(error.code === "git-failed" || error.hint).toBeTruthy();
  });

  it("keeps git's own essential line, without credentials and control characters", () => {
    const error = fail(
      "warning: noise\nfatal: unable to access 'https://me:canary@host/x/': \u001b[31mCould not resolve host: host\n",
    );
    expect(error.message).toBe(
      "the host's name is not known: unable to access 'https://host/x/': Could not resolve host: host",
    );
    expect(JSON.stringify(error.data)).not.toContain("canary");
  });

  it("tells ssh's reason, not the line that follows it", () => {
    const error = fail(
      "git@h: Permission denied (publickey).\r\nfatal: Could not read from remote repository.\n",
    );
    expect(error.message).toBe("the host does not take your ssh key: git@h: Permission denied (publickey).");
    const changed = fail("Host key verification failed.\r\nfatal: Could not read from remote repository.\n");
    expect(changed.message).toBe("the host's ssh key is not the known one: Host key verification failed.");
  });

  it("is not misled by the host's name", () => {
    const error = fail(
      "fatal: unable to access 'https://ssl.example.org/': Could not resolve host: ssl.example.org",
    );
    expect(error.message).toMatch(/^the host's name is not known/);
  });

  it("says the exit code when git says nothing", () => {
    expect(fail("").message).toBe("git fetch failed: exit code 128");
  });

  it("collects what the server said", () => {
    expect(remoteLines("remote: \nremote: one   \nerror: x\nremote:two\n")).toEqual(["one", "two"]);
  });
});

describe("parsePushAnswer", () => {
  const ref = "refs/heads/spectryn";

  function answer(summary: string, stderr = "", flag = "!", code = 1) {
    const stdout = Buffer.from(`To https://host/x\n${flag}\tabc:${ref}\t${summary}\nDone\n`);
    return parsePushAnswer(["push"], { pid: 1, code, stdout, stderr }, ref);
  }

  it.each([
    "[rejected] (stale info)",
    "[rejected] (fetch first)",
    "[rejected] (non-fast-forward)",
    "[remote rejected] (cannot lock ref 'refs/heads/spectryn': is at 12 but expected 34)",
    "[remote rejected] (incorrect old value provided)",
    "[remote rejected] (atomic transaction failed)",
    "[remote rejected] (failed to lock)",
    "[remote rejected] (reference already exists)",
  ])("takes %s for a lost race", (summary) => {
    expect(answer(summary)).toBe("moved");
  });

  it("takes a refused update for a lost race when the server's own lines say so", () => {
    const stderr = "remote: error: cannot lock ref 'refs/heads/spectryn': is at 12 but expected 34\n";
    expect(answer("[remote rejected] (failed to update ref)", stderr)).toBe("moved");
  });

  it.each([
    ["[remote rejected] (pre-receive hook declined)", "remote: Branch spectryn is read-only"],
    ["[remote rejected] (protected branch hook declined)", "remote: GitLab: not allowed"],
    ["[remote rejected] (failed to update ref)", "remote: error: unable to write: disk full"],
    ["[remote rejected] (push declined due to branch permission)", ""],
  ])("takes %s for a veto", (summary, stderr) => {
    expect(() => answer(summary, stderr)).toThrow(stderr.replace("remote: ", "") || "branch permission");
  });

  it.each([
    ["Branch refs/heads/spectryn can only be modified through pull requests.", /through pull requests only/],
    ["Permission denied to update branch spectryn.", /the branch is protected/],
    ["You can only push your own commits in this repository", /Verify Committer/],
    ["Commit 12 is not signed.", /signed commits only/],
    ["refs/heads/spectryn: 12: No JIRA Issue found in commit message.", /a Jira key in every/],
    ["refs/heads/spectryn: 12: commit message doesn't match regex: ^feat", /another commit message/],
    ["CHANGE-3222 - Functionality has been deprecated", /app passwords cannot log in/],
  ])("says what %s means, without the host's ornament", (line, message) => {
    const stderr = `remote: -------\nremote: ${line}\nremote: -------\n`;
    const refuse = () => answer("[remote rejected] (pre-receive hook declined)", stderr);
    expect(refuse).toThrow(message);
    expect(refuse).toThrow(line);
    expect(refuse).not.toThrow("----");
  });

  it.each(["*", " ", "="])("is done with flag %j", (flag) => {
    expect(answer("[new branch]", "", flag, 0)).toBe("done");
  });

  it("does not take silence, or another ref's success, for success", () => {
    const stdout = Buffer.from("To x\n*\tabc:refs/heads/spectryn-files\t[new branch]\nDone\n");
    expect(() => parsePushAnswer(["push"], { pid: 1, code: 0, stdout, stderr: "" }, ref)).toThrow(
      /git push failed/,
    );
    expect(() => answer("[remote failure] (remote failed to report status)")).toThrow(/git push failed/);
  });
});
