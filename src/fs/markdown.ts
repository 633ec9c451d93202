import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { unreadable } from "./files.ts";

/**
 * The Markdown files below a directory, sorted, as paths that start with it. Directories whose name starts
 * with a dot and node_modules are skipped, and so is every symbolic link: nothing outside is read, and no
 * file is found twice.
 */
export async function listMarkdownFiles(directory: string): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(directory, { withFileTypes: true }).catch((error) => {
    throw unreadable(directory, error);
  });
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (!isSkipped(entry.name)) found.push(...(await listMarkdownFiles(path)));
    } else if (entry.isFile() && isMarkdown(entry.name)) found.push(path);
  }
  return found.sort();
}

/** What stands beside each other here: names of Markdown files and of directories; none where it cannot be seen. */
export async function listSpecNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const isNamed = (entry: Dirent) => (entry.isDirectory() ? !isSkipped(entry.name) : isMarkdown(entry.name));
  return entries.filter(isNamed).map(({ name }) => name);
}

function isMarkdown(name: string): boolean {
  return /\.(?:md|markdown)$/i.test(name);
}

function isSkipped(name: string): boolean {
  return name.startsWith(".") || name === "node_modules";
}
