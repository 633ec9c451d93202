/** Words of the commands that messages print: what is pasted means the same path, branch or remote again. */

const harmless = /^[\p{L}\p{N}_@%+:,./^-][\p{L}\p{N}_@%+=:,./^~#-]*$/u;

/** Double quotes where these do, because every shell knows them; else the single ones of sh and PowerShell. */
export function shellWord(word: string): string {
  if (harmless.test(word)) return word;
  return /["$`\\!]/.test(word) || word === "" ? `'${word.replaceAll("'", "'\\''")}'` : `"${word}"`;
}

export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}
