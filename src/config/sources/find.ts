/** Looks for the project's files, from the working directory up to the repository's root, and nowhere else. */
import { dirname, join, relative, sep } from "node:path";
import { SpectrynError } from "../../errors.ts";
import { realPath, statKind } from "../../fs/files.ts";

const names = [".spectryn.yaml", ".spectryn.yml", ".spectryn.toml"];

/** The nearest configuration file, or `null`; two in one folder are an error that names both. */
export async function findProjectFile(cwd: string, root: string): Promise<string | null> {
  for (const folder of foldersUp(cwd, root)) {
    const found = await keepFiles(names.map((name) => join(folder, name)));
    if (found.length > 1) {
      const shown = found.map((path) => showPath(path, cwd));
      throw new SpectrynError(
        "config",
        `${shown.join(" and ")} stand in one folder, and only one can count`,
        {
          hint: "Keep one of them.",
          data: { files: shown },
        },
      );
    }
    if (found[0] !== undefined) return checkInside(found[0], cwd, root);
  }
  return null;
}

/** All `.env` files on the way up, the nearest first. Links that leave the repository are other programs' business. */
export async function findDotenvFiles(cwd: string, root: string): Promise<string[]> {
  const found = await keepFiles(foldersUp(cwd, root).map((folder) => join(folder, ".env")));
  const realRoot = await realPath(root);
  const targets = await Promise.all(found.map(realPath));
  return found.filter((_, index) => isInside(targets[index]!, realRoot));
}

/** A link out of the repository would let its author read any file of yours through our messages. */
async function checkInside(path: string, cwd: string, root: string): Promise<string> {
  const target = await realPath(path);
  if (isInside(target, await realPath(root))) return path;
  throw new SpectrynError(
    "config",
    `${showPath(path, cwd)} is a symbolic link to ${target}, outside of the repository`,
    {
      hint: `If that is what you want, name the file itself: --config ${target}`,
      data: { path, target },
    },
  );
}

export function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && way !== "" && !/^[a-z]:/i.test(way);
}

export function showPath(path: string, cwd: string): string {
  const way = relative(cwd, path);
  return way.split(sep).filter((part) => part === "..").length > 3 ? path : way;
}

function foldersUp(cwd: string, root: string): string[] {
  const folders = [cwd];
  for (let folder = cwd; folder !== root && dirname(folder) !== folder; ) {
    folder = dirname(folder);
    folders.push(folder);
  }
  // A working directory outside of the root has no way up to it.
  return folders.at(-1) === root ? folders : [cwd];
}

async function keepFiles(paths: readonly string[]): Promise<string[]> {
  const kinds = await Promise.all(paths.map(statKind));
  return paths.filter((_, index) => kinds[index] === "file");
}
