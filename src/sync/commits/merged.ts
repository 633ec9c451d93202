/** Titles and descriptions of pull requests that were merged into a main branch since its last scan. */
import type { Mention } from "../../core/commits/commits.ts";
import { parseKeywords } from "../../core/commits/keywords.ts";
import { SpectrynError } from "../../errors.ts";
import { readCommitHead } from "../../git/commits.ts";
import type { Repository } from "../../git/repository.ts";
import type { Forge, PullRequest } from "../../ports/forge.ts";
import type { KeywordSource, MainBranch } from "./main-branch.ts";

export interface Merged {
  readonly mentions: readonly Mention[];
  readonly notes: readonly string[];
  readonly asides: readonly string[];
}

/** `from`: the commits after which the branch was read; what was merged before the older one was looked at then. */
export async function readMerged(
  repo: Repository,
  branch: MainBranch,
  from: readonly string[],
  { forge, until }: KeywordSource,
): Promise<Merged> {
  const none: Merged = { mentions: [], notes: [], asides: [] };
  if (forge === null) return none;
  const marks = await Promise.all(from.map((mark) => readCommitHead(repo, mark)));
  const since = new Date(Math.min(...marks.map(({ committed }) => committed.getTime())));
  // A merge is committed a moment before its pull request counts as closed.
  const isMark = ({ number }: PullRequest) =>
    marks.some(({ message }) => new RegExp(`\\bpull request #${number}\\b`, "i").test(message));
  try {
    const found = await listMerged(forge, branch, since);
    const mentions = found
      .filter((one) => !isMark(one) && (until === null || until.pullRequests.has(`pr:${one.number}`)))
      .sort((a, b) => a.number - b.number)
      .map(({ number, title, description }) => ({
        sha: `pr:${number}`,
        keywords: parseKeywords(`${title}\n\n${description}`),
      }));
    return { ...none, mentions: mentions.filter(({ keywords }) => keywords.length > 0) };
  } catch (error) {
    if (!(error instanceof SpectrynError) || error.code === "interrupted") throw error;
    const line = `merged pull requests were not read: ${error.message}; to read them later: spectryn commits --since ${from[0]!.slice(0, 7)}`;
    // git alone may have a login where REST has none: then they are never read, and that is no news.
    const isExpected = error.code === "authentication" || error.code === "permission";
    return isExpected ? { ...none, asides: [line] } : { ...none, notes: [line] };
  }
}

async function listMerged(forge: Forge, { name }: MainBranch, since: Date): Promise<PullRequest[]> {
  const found: PullRequest[] = [];
  for await (const one of forge.listPullRequests({ state: "merged", since })) {
    if (one.targetBranch === name && (one.closed ?? one.updated) >= since) found.push(one);
  }
  return found;
}
