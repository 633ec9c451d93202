/** One yes-or-no question on stderr; an interrupt is a no. Only called where somebody can answer. */
import { confirm, isCancel } from "@clack/prompts";

export async function ask(question: string): Promise<boolean> {
  const answer = await confirm({ message: question, initialValue: false, output: process.stderr });
  return !isCancel(answer) && answer;
}
