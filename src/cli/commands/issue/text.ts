/** Where the text of an issue or comment comes from: a flag, a file, standard input. */
import { resolve } from "node:path";
import { SpectrynError } from "../../../errors.ts";
import type { EditedText } from "../../../sync/issues/edit-text.ts";
import { readTextFile } from "../../../sync/issues/text-file.ts";
import type { Session } from "../../session.ts";

export interface TextFlags {
  readonly body?: string;
  readonly bodyFile?: string;
  readonly editor?: boolean;
}

/** `null`: no flag gives a text. */
export async function readBody(flags: TextFlags, { workspace }: Session): Promise<string | null> {
  const given = [flags.body, flags.bodyFile, flags.editor ? "" : undefined].filter(
    (flag) => flag !== undefined,
  );
  if (given.length > 1) {
    throw new SpectrynError("usage", "--body, --body-file and --editor are three ways to give one text", {
      hint: "Use one of them.",
    });
  }
  if (flags.body !== undefined) return flags.body;
  if (flags.bodyFile === undefined) return null;
  const isInput = flags.bodyFile === "-";
  const text = isInput ? await readInput() : await readTextFile(resolve(workspace.cwd, flags.bodyFile));
  if (text.trim() !== "") return text;
  // A command in front of a pipe that failed must not clear a text.
  const source = isInput ? "standard input" : flags.bodyFile;
  throw new SpectrynError("usage", `${source} is empty; nothing was written`, {
    hint: 'To have no text on purpose: --body ""',
  });
}

/** Does what the text was written for; where that fails, the person gets it back. */
export async function keepText<T>(
  edited: EditedText | null,
  { terminal, show }: Session,
  work: () => Promise<T>,
): Promise<T> {
  if (edited === null) return work();
  try {
    const done = await work();
    await edited.discard();
    return done;
  } catch (error) {
    terminal.err(`your text is kept in ${show(edited.file)}\n`);
    throw error;
  }
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
