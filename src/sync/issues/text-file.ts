/** A text file that somebody names on a command line. */
import { SpectrynError } from "../../errors.ts";
import { readText, statKind } from "../../fs/files.ts";

export async function readTextFile(path: string): Promise<string> {
  const kind = await statKind(path);
  const text = kind === "directory" ? null : await readText(path);
  if (text !== null) return text.replace(/^\uFEFF/, "");
  const why = kind === "directory" ? "is a directory" : "does not exist";
  throw new SpectrynError("file-unreadable", `${path} ${why}; nothing was written`, {
    hint: "Name a text file, or - for standard input.",
    data: { path },
  });
}
