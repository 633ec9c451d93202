/** Issues named in running text: `#12`, and `new-1` while one has no number. Code and pull requests are left alone. */

const codeOrMention =
  /```[\s\S]*?```|~~~[\s\S]*?~~~|`[^`\n]*`|(?<!\b(?:PR|pull request)s?[ \t]{0,3})(?<![\p{L}\p{N}_/&#-])(#\d+|new-\d+)(?![\p{L}\p{N}_-])/giu;

/** `names`: what each mention becomes, in lower case. The same text if none occurs. */
export function replaceMentions(text: string, names: ReadonlyMap<string, string>): string {
  if (names.size === 0) return text;
  return text.replace(codeOrMention, (whole: string, mention: string | undefined) =>
    mention === undefined ? whole : (names.get(mention.toLowerCase()) ?? whole),
  );
}

/** How an issue is named on a command line: a shell takes `#12` for a comment. */
export function issueWord(number: number): string {
  return number < 0 ? issueName(number) : String(number);
}

/** How an issue is named where people read: `#12`, or `new-1` for the provisional number -1. */
export function issueName(number: number): string {
  return number < 0 ? `new-${-number}` : `#${number}`;
}

/** The number behind `new-1`; `null` for any other word. */
export function provisionalNumber(word: string): number | null {
  const match = /^new-([1-9]\d{0,8})$/i.exec(word.trim());
  return match === null ? null : -Number(match[1]);
}
