/** A repository of one test, or clones of one that a server has; and commits made of files alone. */
import { onTestFinished } from "vitest";
import { type CommitRequest, commitFiles } from "../../src/git/commit.ts";
import type { Repository } from "../../src/git/repository.ts";
import { makeGitSandbox } from "./git-sandbox.ts";
import { type GitServer, startGitServer } from "./git-server.ts";

export const committer = { name: "Dana", email: "dana@example.com", date: new Date(1_700_000_000_000) };
export const scratchRef = "refs/spectryn/scratch";

/** By path; `null` removes. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

export async function commitTo(
  repo: Repository,
  parent: string | null,
  files: Files,
  more: Partial<CommitRequest> = {},
): Promise<string> {
  const changes = Object.entries(files).map(([path, content]) => ({ path, content }));
  const usual = { message: "a message\n", author: committer, committer, sign: false, scratchRef };
  const made = await commitFiles(repo, { parent, changes, ...usual, ...more });
  if (made === null) throw new Error("nothing committed");
  return made;
}

export function startSandbox() {
  const sandbox = makeGitSandbox();
  onTestFinished(() => sandbox.remove());
  return sandbox;
}

export async function startRepository() {
  const sandbox = startSandbox();
  const repo = await sandbox.open(sandbox.init("main"));
  return {
    sandbox,
    repo,
    git: (...args: string[]) => sandbox.git(args, repo.workTree!),
    commit: (parent: string | null, files: Files, more?: Partial<CommitRequest>) =>
      commitTo(repo, parent, files, more),
  };
}

/** A server with an empty repository `shop`. */
export async function startShop(options?: Parameters<GitServer["createRepository"]>[1]) {
  const server = await startGitServer();
  onTestFinished(() => server.close());
  const url = server.createRepository("shop", options);
  const sandbox = startSandbox();
  return {
    server,
    url,
    sandbox,
    /** A repository without commits whose origin is the server's. */
    async openClone(name: string, repository = "shop"): Promise<Repository> {
      const path = sandbox.init(name);
      sandbox.git(["remote", "add", "origin", `${server.url}/${repository}.git`], path);
      return sandbox.open(path);
    },
    /** How many requests `work` costs. */
    async countRequests(work: () => Promise<unknown>): Promise<number> {
      const before = server.requests.length;
      await work();
      return server.requests.length - before;
    },
  };
}
