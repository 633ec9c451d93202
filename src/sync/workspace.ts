/** Where a run happens: the working directory, the root that spec paths are relative to, the repository. */
import { dirname, join, relative, resolve, sep } from "node:path";
import { SpectrynError } from "../errors.ts";
import { realPath, statKind } from "../fs/files.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import type { Runtime } from "../ports/runtime.ts";

/** Local files of spectryn: the embedded tracker outside of git, and what this work tree synced last. */
export const localFolder = ".spectryn";

export interface Workspace {
  readonly cwd: string;
  readonly root: string;
  /** `null` outside of a git repository. */
  readonly repository: Repository | null;
}

export async function openWorkspace(runtime: Runtime): Promise<Workspace> {
  const cwd = await realPath(runtime.cwd);
  const repository = await openRepository(cwd, runtime);
  if (repository?.workTree) return { cwd, root: await realPath(repository.workTree), repository };
  return { cwd, root: repository === null ? await findRoot(cwd) : cwd, repository };
}

/** A workspace for what needs no git: paths are relative to the working directory. */
export async function openFolder(runtime: Runtime): Promise<Workspace> {
  const cwd = await realPath(runtime.cwd);
  return { cwd, root: await findRoot(cwd), repository: null };
}

/** The nearest folder upwards that is a git repository or has an embedded tracker, else the working directory. */
async function findRoot(cwd: string): Promise<string> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const marks = await Promise.all([".git", localFolder].map((name) => statKind(join(folder, name))));
    if (marks.some((kind) => kind !== "missing")) return folder;
    if (dirname(folder) === folder) return cwd;
  }
}

/** A file's path from the root, with `/`. */
export async function toSpecPath(workspace: Workspace, file: string): Promise<string> {
  const absolute = resolve(workspace.cwd, file);
  const path = relative(
    workspace.root,
    join(await realPath(dirname(absolute)), absolute.slice(dirname(absolute).length)),
  );
  // A link to outside would let the repository's author publish, or change, any file of yours.
  const isOut = isOutside(path) || (await leavesRoot(workspace, absolute));
  if (workspace.repository !== null && isOut) {
    throw new SpectrynError("spec-unreadable", `${file} lies outside of the repository ${workspace.root}`, {
      hint: "Run spectryn in the repository that holds the spec.",
      data: { file, root: workspace.root },
    });
  }
  return path.split(sep).join("/");
}

/** Whether a path of the root leads out of it by a symbolic link. */
export async function leavesRoot(workspace: Workspace, path: string): Promise<boolean> {
  return isOutside(relative(workspace.root, await realPath(path)));
}

function isOutside(path: string): boolean {
  return path === ".." || path.startsWith(`..${sep}`);
}

/** A spec's path as it is shown and typed in the working directory. */
export function toShownPath(workspace: Workspace, spec: string): string {
  return relative(workspace.cwd, resolve(workspace.root, spec)) || ".";
}
