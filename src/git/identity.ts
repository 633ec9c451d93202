/** What git knows about the person, and other settings. */
import { git, type Repository } from "./git.ts";

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Who git would commit as, by settings and environment; `null` where git would have to guess. */
export async function readIdentity(repo: Repository): Promise<Person | null> {
  const args = ["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"];
  const found = await git(repo, args, { accept: [1, 128] });
  const parts = /^(.*) <(.*)> \d+ [+-]\d+$/.exec(found.stdout.toString("utf8").trim());
  return found.code === 0 && parts ? { name: parts[1]!, email: parts[2]! } : null;
}

/** One setting of the repository or user, or `null` where it is not set. */
export async function readGitConfig(repo: Repository, key: string): Promise<string | null> {
  const found = await git(repo, ["config", "--null", "--get", checkKey(key)], { accept: [1] });
  return found.code === 0 ? found.stdout.toString("utf8").replace(/\0$/, "") : null;
}

/** A yes-or-no setting such as `commit.gpgsign`; `false` where it is not set. */
export async function readGitFlag(repo: Repository, key: string): Promise<boolean> {
  const found = await git(repo, ["config", "--type=bool", "--get", checkKey(key)], { accept: [1] });
  return found.stdout.toString("utf8").trim() === "true";
}

function checkKey(key: string): string {
  if (!/^[a-z][\w-]*\.(?:.+\.)?[a-z][\w-]*$/i.test(key)) throw new TypeError(`not a git setting: ${key}`);
  return key;
}
