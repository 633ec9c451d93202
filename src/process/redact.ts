/** Removes user names and passwords from URLs, so that a line can be shown or logged. */
export function stripCredentials(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+(?:@[^\s/@'"]+)*@/gi, "$1");
}
