/** Files that only grow: what is written is on the disk before anything follows from it. */
import { open } from "node:fs/promises";
import { unwritable } from "./files.ts";

/** Adds a line to a file, which is made if it is not there. */
export async function appendLine(path: string, line: string): Promise<void> {
  try {
    const file = await open(path, "a");
    try {
      await file.writeFile(`${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unwritable(path, error);
  }
}
