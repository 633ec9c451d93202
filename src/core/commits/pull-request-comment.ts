/** Our one comment on a pull request: which issues it belongs to. Pure. */
import type { IssueRow } from "../issue/issue-index.ts";

/** Visible, because neither host hides HTML comments; finds the comment again. */
export const commentMarker = "(kept by spectryn)";

/** `addressOf`: where people can read the issue; `null`: nowhere. */
export function pullRequestComment(
  issues: readonly IssueRow[],
  addressOf: (number: number) => string | null,
): string {
  const head = `**Issues of this pull request** ${commentMarker}`;
  const sorted = [...issues].sort((a, b) => a.number! - b.number!);
  const lines = sorted.map(({ number, fields }) => {
    const name = `#${number} ${plainText(fields.title)}`;
    const address = addressOf(number!);
    return `- ${address === null ? name : `[${name}](${address})`} - ${fields.state ?? "new"}`;
  });
  return `${head}\n\n${lines.length === 0 ? "None any more." : lines.join("\n")}\n`;
}

/** One line in which nothing is markup and nobody is notified: hosts read `@name` as a call. */
function plainText(title: string): string {
  return title
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .replace(/[\\`*_[\]<>#|]/g, "\\$&")
    .replace(/@(?=[\p{L}\p{N}{_"])/gu, "@\u2060");
}
