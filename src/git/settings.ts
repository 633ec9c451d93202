/** The settings of a repository that nearly every run needs, by one call of git. */
import { type GitContext, gitAt, type Remote, type Repository } from "./git.ts";

const pattern =
  "^(core\\.sshcommand|extensions\\.(partialclone|refstorage)|remote\\..*\\.(promisor|url|pushurl)|url\\..*|spectryn\\.probe)$";

interface OpeningSettings extends Pick<Repository, "sshCommand" | "isPartial" | "remotes"> {
  /** Settings come through the environment, which needs git 2.31; shown by one that we send. */
  readonly takesVariables: boolean;
  /** As git has always kept them. */
  readonly keepsRefsInFiles: boolean;
}

export async function readSettings(cwd: string, context: GitContext): Promise<OpeningSettings> {
  const args = ["config", "--null", "--get-regexp", pattern];
  const found = await gitAt(cwd, context, args, [["spectryn.probe", "1"]]);
  const records = found.stdout.toString("utf8").split("\0").slice(0, -1).map(toRecord);
  // Later ones win.
  const values = new Map(records);
  return {
    sshCommand: values.get("core.sshcommand") ?? null,
    takesVariables: values.has("spectryn.probe"),
    isPartial: records.some(
      ([key]) => key === "extensions.partialclone" || /^remote\..*\.promisor$/s.test(key),
    ),
    keepsRefsInFiles: found.code === 0 && (values.get("extensions.refstorage") ?? "files") === "files",
    remotes: remotesOf(records),
  };
}

/** `key LF value`; a key alone is a yes. */
function toRecord(text: string): [key: string, value: string] {
  const lineEnd = text.indexOf("\n");
  return lineEnd < 0 ? [text, ""] : [text.slice(0, lineEnd), text.slice(lineEnd + 1)];
}

/** As `git remote --verbose` tells them; `null` where only git can: URLs are rewritten, or not among the settings. */
function remotesOf(records: readonly (readonly [key: string, value: string])[]): Remote[] | null {
  if (records.some(([key]) => key.startsWith("url."))) return null;
  const urls = new Map<string, { fetch: string[]; push: string[] }>();
  for (const [key, value] of records) {
    const [, name, use] = /^remote\.(.*)\.(url|pushurl)$/s.exec(key) ?? [];
    if (name === undefined) continue;
    // Newer versions of git take it for "none of those before".
    if (value === "") return null;
    const own = urls.get(name) ?? { fetch: [], push: [] };
    urls.set(name, own);
    (use === "url" ? own.fetch : own.push).push(value);
  }
  const remotes = [...urls].flatMap(([name, { fetch, push }]) => {
    const [fetchUrl, ...others] = fetch;
    if (fetchUrl === undefined) return [];
    const pushed = push.length > 0 ? push : others;
    return [{ name, fetchUrl, pushUrl: pushed.find((url) => url !== fetchUrl) ?? fetchUrl }];
  });
  if (remotes.length === 0 || remotes.length < urls.size) return null;
  return remotes.sort((a, b) => (a.name < b.name ? -1 : 1));
}
