/** Finds, makes and checks repositories. */
import { resolve } from "node:path";
import { SpectrynError } from "../errors.ts";
import { makeDirectory, moveIntoPlace, removeTree, statKind } from "../fs/files.ts";
import { temporaryPath } from "../fs/temporary.ts";
import { gitFailure } from "./failures.ts";
import { type GitContext, gitAt, type Repository } from "./git.ts";
import { readSettings } from "./settings.ts";

export type { GitContext, Repository } from "./git.ts";

/** What git 2.31 brought and we need: credentials by `GIT_CONFIG_COUNT`. */
const oldestGit = [2, 31] as const;

/** The repository that `cwd` lies in, or `null` outside of any. */
export async function openRepository(cwd: string, context: GitContext): Promise<Repository | null> {
  if ((await statKind(cwd)) !== "directory") {
    throw new SpectrynError("no-repository", `${cwd} is not a directory`, { data: { cwd } });
  }
  // Old git answers an unknown flag by printing it, so nothing newer than 2.31 may be asked for here.
  const args = [
    "rev-parse",
    "--absolute-git-dir",
    "--git-common-dir",
    "--is-bare-repository",
    "--show-object-format",
    // The last: inside .git itself, or a bare repository, there is no work tree to speak of, and git gives up here.
    "--show-toplevel",
  ];
  // Neither needs the other's answer; where there is no repository the settings mean nothing.
  const [found, read] = await Promise.all([gitAt(cwd, context, args), readSettings(cwd, context)]);
  const { takesVariables, keepsRefsInFiles, ...settings } = read;
  // What an older git makes of the questions does not matter: its version is the error to tell.
  if (!takesVariables) await checkGitVersion(context);
  const answers = found.stdout.toString("utf8").split("\n");
  const [gitDir = "", commonDir = "", isBare = "", format = ""] = answers;
  if (found.code !== 0 && answers.length <= 4) {
    if (/not a git repository/.test(found.stderr)) return null;
    throw gitFailure(args, found);
  }
  checkObjectFormat(format, gitDir);
  // A path may hold line ends of its own.
  const top = answers
    .slice(4)
    .join("\n")
    .replace(/\r?\n$/, "");
  const workTree = found.code !== 0 || isBare === "true" ? null : top;
  const folder = resolve(cwd, commonDir);
  const refFolder = keepsRefsInFiles ? folder : undefined;
  return { ...context, gitDir, commonDir: folder, workTree, refFolder, ...settings };
}

/** Makes an empty bare repository; a kill at any moment leaves none or a whole one. Opens one that exists. */
export async function createBareRepository(path: string, context: GitContext): Promise<Repository> {
  const target = resolve(path);
  if ((await statKind(target)) !== "directory") {
    const parent = resolve(target, "..");
    await makeDirectory(parent);
    const temporary = await temporaryPath(parent);
    try {
      const args = ["init", "--quiet", "--bare", "--template=", "--object-format=sha1", temporary];
      const made = await gitAt(parent, context, args);
      if (made.code !== 0) throw gitFailure(args, made);
      await moveIntoPlace(temporary, target);
    } finally {
      await removeTree(temporary);
    }
  }
  return bareRepository(target, context);
}

/** A bare repository known to be there. */
function bareRepository(path: string, context: GitContext): Repository {
  return { ...context, gitDir: path, commonDir: path, workTree: null, sshCommand: null, isPartial: false };
}

/** The version of git, at least 2.31; else `git-missing` or `git-too-old`. */
export async function checkGitVersion(context: GitContext): Promise<string> {
  const answer = await gitAt(process.cwd(), context, ["version"]);
  const text = answer.stdout.toString("utf8").trim();
  const version = /(\d+)\.(\d+)[\w.]*/.exec(text);
  const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
  if (!version || major < oldestGit[0] || (major === oldestGit[0] && minor < oldestGit[1])) {
    throw new SpectrynError("git-too-old", `git ${oldestGit.join(".")} or later is needed, found: ${text}`, {
      hint: "Install a newer git (https://git-scm.com/downloads).",
      data: { found: text },
    });
  }
  return version[0];
}

function checkObjectFormat(format: string, gitDir: string): void {
  if (format === "sha1") return;
  throw new SpectrynError(
    "repository-unusable",
    `${gitDir} stores its objects by ${format}, spectryn needs sha1`,
    {
      hint: "Bitbucket has no such repositories either; use a clone made with --object-format=sha1.",
      data: { gitDir, format },
    },
  );
}
