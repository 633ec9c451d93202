/** One yes-or-no question on stderr. Only called where somebody can answer; anything but yes is a no. */
import { createInterface } from "node:readline/promises";

export async function ask(question: string, signal: AbortSignal | undefined): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // readline takes the interrupt for itself; the process's own handling decides what it means.
  lines.on("SIGINT", () => process.emit("SIGINT"));
  try {
    const answer = lines.question(`${question} [y/N] `, signal === undefined ? {} : { signal });
    const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    return /^y(es)?$/i.test((await Promise.race([answer, closed])).trim());
  } finally {
    lines.close();
  }
}
