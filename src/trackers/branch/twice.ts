/**
 * Fields that a file states twice, for programs and for people: the title in the front matter and in the
 * heading; points, due and custom fields in the front matter and in the content's table. We write both
 * alike, so a difference is somebody's edit:
 *
 *   front matter   content    result
 *   = base         other      content       only the content was edited
 *   other          = base     front matter  only the front matter was edited
 *   other          another    front matter
 *   (no base)                 front matter, or the one that is there at all
 */
import { type FieldValue, isSameValue } from "../../core/issue/field.ts";

/** `base`: `undefined` where the record has no base at all, `null` where the base has no such field. */
export function settleTwice(
  name: string,
  front: FieldValue,
  content: FieldValue,
  base: FieldValue | undefined,
): FieldValue {
  if (isSameValue(name, front, content)) return front;
  if (base === undefined) return front ?? content;
  return isSameValue(name, front, base) ? content : front;
}

/** A title as a heading shows it. */
export function headingTitle(title: string): string {
  return title.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
