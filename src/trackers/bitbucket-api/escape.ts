/** Texts of specs as the host's Markdown: nobody is called by them, and nothing in them looks like our footer. */

/** `@{account}` would send a message to the account; a line like the footer's last would end the content. */
export function escapeRaw(text: string): string {
  return text
    .replace(/@(\\*)\{/g, "@$1\\{")
    .replace(/^spectryn&(?=(?:amp;)*#58; )/gm, "spectryn&amp;")
    .replace(/^spectryn: /gm, "spectryn&#58; ");
}

export function unescapeRaw(text: string): string {
  return text
    .replace(/^spectryn&#58; /gm, "spectryn: ")
    .replace(/^spectryn&amp;(?=(?:amp;)*#58; )/gm, "spectryn&")
    .replace(/@(\\*)\\\{/g, "@$1{");
}

/** One word of a footer: what separates words there is written as in URLs. */
export function toWord(text: string): string {
  return text.replace(/[%,:·\s]/g, (character) => encodeURIComponent(character));
}

/** The same for what may hold blanks. */
export function toPhrase(text: string): string {
  return text.replace(/[%,·\r\n]/g, (character) => encodeURIComponent(character));
}

/** A person may have written what is none of our encoding: it stays as it is. */
export function fromWord(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
