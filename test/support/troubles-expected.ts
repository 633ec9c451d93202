/**
 * What each trouble says: how the message starts, what the hint names, the exit code. One list, so that no two
 * troubles can come to say the same.
 */
import { expect } from "vitest";
import type { Said } from "./troubles-world.ts";

type Expected = readonly [code: number, message: string, hint: string];

const missing = (flag: string, variable: string, key: string) =>
  `Set it with ${flag} ..., or ${variable}=..., or as ${key} in .spectryn.yaml`;
const rejected = "the host refused the push (pre-receive hook declined): ";

export const troubles = {
  "no workspace": [
    1,
    "bitbucket.workspace is not set: this folder has no git remote",
    missing("--bitbucket-workspace", "BITBUCKET_WORKSPACE", "bitbucket.workspace"),
  ],
  "no repository name": [
    1,
    "bitbucket.repo is not set: this folder has no git remote",
    missing("--bitbucket-repo", "BITBUCKET_REPO", "bitbucket.repo"),
  ],
  "no user name beside a password": [
    1,
    "bitbucket.username is not set: BITBUCKET_APP_PASSWORD is no token",
    missing("--bitbucket-username", "BITBUCKET_USERNAME", "bitbucket.username"),
  ],
  "no token and no login of git's own": [
    1,
    "bitbucket.app_password is not set: HOST/acme/shop, branch spectryn wants a login",
    missing("--bitbucket-app-password", "BITBUCKET_APP_PASSWORD", "bitbucket.app_password"),
  ],
  "wrong token on Cloud": [
    7,
    "authentication failed (GET HOST",
    "Check the token and, for an API token, the e-mail",
  ],
  "app password on Cloud": [
    7,
    "app passwords cannot log in: ",
    "Create an API token with scopes at https://id.",
  ],
  "app password for bitbucket.org": [
    7,
    "BITBUCKET_APP_PASSWORD: app passwords cannot log in",
    "set BITBUCKET_API_TOKEN and BITBUCKET_EMAIL",
  ],
  "token without a scope": [
    7,
    "the token lacks the scope read:repository",
    "Scopes cannot be added to a token",
  ],
  "token that may only read": [
    7,
    "permission denied: unable to access 'HOST/acme",
    "ask for write access, or use a token with repository write scope",
  ],
  "expired token": [
    7,
    "authentication failed: the token is wrong, has expired, or is of another kind",
    "Create a new API token with scopes (they last a year at most)",
  ],
  "unknown workspace on Cloud": [7, 'workspace "nope" was not found', "bitbucket.org/WORKSPACE/REPOSITORY"],
  "unknown repository on Cloud": [
    7,
    'repository "acme/nope" was not found',
    "Check BITBUCKET_REPO (the slug",
  ],
  "private repository on Cloud": [
    7,
    'repository "acme/private" was not found, or it is private and the token has no access to it',
    "Bitbucket shows a private repository as missing",
  ],
  "rate limit": [8, "rate limit exceeded: ", "Wait a few minutes, then run the same command again."],
  "host that fails": [8, "the host failed: ", "Check the host's status page"],
  "wrong password on Server": [
    7,
    "authentication failed: Authentication failed. Please check your credentials",
    "A password or a person's token also needs BITBUCKET_USERNAME.",
  ],
  "captcha on Server": [
    7,
    "the account is locked until somebody solves a captcha",
    "Log in with this account in a browser",
  ],
  "Basic disabled on Server": [
    7,
    "the token was not accepted, and this Bitbucket takes no user name",
    "Create a new HTTP access token",
  ],
  "unknown project on Server": [7, 'project "NOPE" was not found', "BITBUCKET_WORKSPACE is the project key"],
  "unknown repository on Server": [
    7,
    'repository "SHOP/nope" was not found',
    "Check BITBUCKET_REPO, the slug",
  ],
  "private repository on Server": [
    7,
    "permission denied: You are not permitted",
    "need read (to sync: write) permission",
  ],
  "token of Server that may only read": [
    7,
    "permission denied: unable to access 'HOST/scm",
    "ask for write access",
  ],
  "no Bitbucket at that URL": [
    8,
    "there is no Bitbucket Server at HOST/wrong",
    "or base_url is not its address",
  ],
  "Server that is too old": [1, "Bitbucket Server 7.1 at HOST is too old", "Update the Server."],
  "unknown name of a host": [
    8,
    "the host's name is not known: unable to access",
    "Check the spelling of base_url",
  ],
  "host that is down": [8, "the host cannot be reached: ", "Check the network and the host"],
  "self-signed certificate": [
    8,
    "no secure connection: ",
    "set BITBUCKET_CA_FILE (ca_file); BITBUCKET_SSL_VERIFY=false is the last",
  ],
  "proxy that is down": [
    8,
    "the proxy cannot be reached: ",
    "Correct HTTPS_PROXY (or what names it: HTTP_PROXY, ALL_PROXY, bitbucket.proxy",
  ],
  "proxy that wants a login": [8, "the proxy wants a login: ", "http://user:password@proxy:port"],
  "ssh key that the host does not know": [
    7,
    "the host does not take your ssh key: ",
    "Add your public key to your Bitbucket account",
  ],
  "ssh host key that is not the known one": [
    8,
    "the host's ssh key is not the known one: Host key verification failed.",
    "Check the host's published fingerprint",
  ],
  "ssh to an unknown name": [
    8,
    "the host's name is not known: ssh: ",
    "Check the spelling of base_url or of the remote",
  ],
  "protected branch": [
    7,
    `${rejected}the branch is protected: Permission denied to update`,
    "push to the tracker's branch: Repository settings",
  ],
  "pull requests only": [
    7,
    `${rejected}the branch takes changes through pull requests only`,
    "Exempt the tracker's branch",
  ],
  "Verify Committer": [
    7,
    `${rejected}the host wants the committer to be the person who pushes`,
    "Set user.name and user.email of git",
  ],
  "hook for Jira keys": [
    7,
    `${rejected}the host wants a Jira key in every commit message`,
    "SHOP-1 {message}",
  ],
  "hook for commit messages": [
    7,
    `${rejected}the host wants another commit message`,
    "Set bitbucket.commit_message to a form",
  ],
  "check of signatures": [
    7,
    `${rejected}the host takes signed commits only`,
    "Sign them: git config commit.gpgsign true",
  ],
  "push with an app password": [
    7,
    `${rejected}app passwords cannot log in`,
    "set BITBUCKET_API_TOKEN and BITBUCKET_EMAIL, or set",
  ],
  "hook of somebody's own": [
    7,
    `${rejected}Only on Fridays`,
    "A branch permission or hook of the repository decides this",
  ],
} as const satisfies Record<string, Expected>;

export type Trouble = keyof typeof troubles;

export function expectTrouble(name: Trouble, said: Said): void {
  const [code, message, hint] = troubles[name];
  const shown = {
    ...said,
    message: said.message.replace(/https?:\/\/127\.0\.0\.1:\d+|127\.0\.0\.1:\d+/g, "HOST"),
  };
  expect(shown).toEqual({
    code,
    message: expect.stringMatching(startingWith(message)),
    hint: expect.stringContaining(hint),
  });
}

function startingWith(text: string): RegExp {
  return new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}`);
}
