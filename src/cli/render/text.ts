/** Columns and cuts of text by what a terminal shows. */

const marks = /\p{Mark}|\u{200D}|\u{FE0F}/gu;
const wide =
  /\p{Extended_Pictographic}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/gu;
// Control characters of a title must not reach the terminal.
const controls = /\p{Cc}/gu;

/** Cells that a line takes; wide characters and emoji take two. */
export function widthOf(text: string): number {
  const plain = text.replace(marks, "");
  return [...plain].length + (plain.match(wide)?.length ?? 0);
}

export function padTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** One line of at most `width` cells, with an ellipsis where it is cut. */
export function cutTo(text: string, width: number): string {
  const line = oneLine(text);
  if (widthOf(line) <= width) return line;
  let kept = "";
  for (const character of line) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

export function oneLine(text: string): string {
  return text.replace(controls, " ");
}

/** `1 story`, `2 stories`. */
export function plural(count: number, word: string): string {
  if (count === 1) return `1 ${word}`;
  return `${count} ${word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`}`;
}
