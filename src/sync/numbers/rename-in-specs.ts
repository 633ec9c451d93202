/** Issues that got their numbers are named by them in the specs of this work tree too. */
import { resolve } from "node:path";
import type { Settings } from "../../core/settings.ts";
import { readBytes, statKind, writeFileAtomic } from "../../fs/files.ts";
import type { Outcome } from "../../ports/tracker.ts";
import { parseSpec } from "../../spec/parse.ts";
import { renameMentions } from "../../spec/rename-mentions.ts";
import type { Config } from "../configure.ts";
import { findSpecs } from "../specs/find.ts";
import { parseOptions } from "../specs/read.ts";
import { leavesRoot, toSpecPath, type Workspace } from "../workspace.ts";

export type Renamed = Extract<Outcome, { status: "done" }>["renamed"];

export interface RenameRequest {
  readonly workspace: Workspace;
  /** Whose specs count too; absent where the paths are known. */
  readonly config?: Config;
  readonly settings: Settings;
  /** Specs as typed, beside those of the configuration. */
  readonly paths?: readonly string[];
  /** Specs that the tracker knows, from the root. */
  readonly known: readonly string[];
}

/**
 * Gives the paths that changed, from the root. Only `new-1` and its like: a number that became another one
 * may have been written by somebody who meant the other issue.
 */
export async function renameInSpecs(request: RenameRequest, renamed: Renamed): Promise<string[]> {
  const { workspace, settings } = request;
  const fresh = renamed.filter(({ from }) => !from.startsWith("#"));
  if (fresh.length === 0) return [];
  const texts = new Map<string, string>();
  for (const path of await candidates(request)) {
    const bytes = await readBytes(resolve(workspace.root, path));
    const text = bytes?.toString("utf8");
    // What is no UTF-8 would not come out as it went in.
    const isWhole = bytes !== null && text !== undefined && Buffer.from(text).equals(bytes);
    if (isWhole && !(await leavesRoot(workspace, resolve(workspace.root, path)))) texts.set(path, text);
  }
  // A key that reads like such a name means its item.
  const keys = new Set(
    [...texts].flatMap(([path, text]) =>
      /new-\d/i.test(text)
        ? parseSpec(text, parseOptions(path, settings)).items.map(({ key }) => key?.toLowerCase())
        : [],
    ),
  );
  const pairs = fresh.map(({ from, number }) => [from, `#${number}`] as const);
  const names = new Map(pairs.filter(([from]) => !keys.has(from)));
  const changed: string[] = [];
  for (const [path, text] of texts) {
    const next = renameMentions(text, names);
    if (next === text) continue;
    await writeFileAtomic(resolve(workspace.root, path), next);
    changed.push(path);
  }
  return changed;
}

async function candidates({ workspace, config, paths = [], known }: RenameRequest): Promise<Set<string>> {
  // Patterns that match nothing are an error of the runs that read specs.
  const found = config === undefined ? [] : await findSpecs(workspace, config, []).catch(() => []);
  const named = [...paths, ...found];
  const files: string[] = [];
  for (const path of named) {
    if ((await statKind(resolve(workspace.cwd, path))) === "file")
      files.push(await toSpecPath(workspace, path));
  }
  return new Set(["EPIC.md", ...known, ...files]);
}
