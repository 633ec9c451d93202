/** Whole words in texts, where a host only finds substrings. */

/** `US-1` is in "fixes US-1." and not in "US-10" or "BUS-1". Case does not matter. */
export function hasWord(text: string, word: string): boolean {
  const pattern = word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, "iu").test(text);
}
