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
    } else if (entry.isFile() && /\.(?:md|markdown)$/i.test(entry.name)) found.push(path);
  }
  return found.sort();
}

function isSkipped(name: string): boolean {
  return name.startsWith(".") || name === "node_modules";
}
