/**
 * What is about to be sent with a verb that must not be repeated blindly. A line is on the disk before its POST; after
 * a crash the line says that the host has to be asked before that POST is sent again.
 */
import { appendLine } from "../../fs/append.ts";
import { makeDirectory, readText, removeFile } from "../../fs/files.ts";

export interface Journal {
  /** Whether an earlier POST of this name may have arrived. */
  isOpen(name: string): boolean;
  begin(name: string): Promise<void>;
  end(name: string): Promise<void>;
  /** Everything is known to be done. */
  clear(): Promise<void>;
}

export async function openJournal(folder: string): Promise<Journal> {
  await makeDirectory(folder);
  const path = `${folder}/posts.log`;
  const text = (await readText(path)) ?? "";
  const open = new Set<string>();
  const take = (sign: string, name: string) => (sign === "+" ? open.add(name) : open.delete(name));
  // The last line may be cut: then its POST was never sent.
  for (const line of text.split("\n").slice(0, -1)) take(line.slice(0, 1), line.slice(2));
  let isUsed = text !== "";
  const add = async (sign: "+" | "-", name: string) => {
    isUsed = true;
    await appendLine(path, `${sign} ${name}`);
    take(sign, name);
  };
  return {
    isOpen: (name) => open.has(name),
    begin: (name) => add("+", name),
    end: (name) => add("-", name),
    async clear() {
      if (!isUsed) return;
      isUsed = false;
      open.clear();
      await removeFile(path);
    },
  };
}
