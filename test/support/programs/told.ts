/** What a plan tells people of fields on which the sides differ, as values of items. */
import { type FieldValue, fieldShape } from "../../../src/core/issue/field.ts";
import type { Change } from "../../../src/core/plan/change.ts";
import { joints } from "./values.ts";

export interface Told {
  readonly item: string;
  readonly field: string;
  readonly spec: readonly string[];
  readonly tracker: readonly string[];
  /** What the tracker says when it is done. */
  readonly result: readonly string[];
}

/** What a plan shows of each field, with the values of both sides; without `only` what waits for somebody. */
export function toldBy(changes: readonly Change[], only?: Change["op"]): Told[] {
  return changes.flatMap(({ op, subject, fields }) =>
    op !== only && (only !== undefined || (op !== "conflict" && op !== "pull"))
      ? []
      : fields.map(({ field, spec, tracker, result, comment }) => {
          const key = subject.key ?? `#${subject.number}`;
          const parent = key.includes("/") ? key.slice(0, key.lastIndexOf("/")) : null;
          if (comment !== undefined) {
            const name = `${comment.author} ${comment.date}`;
            const texts = (value: FieldValue | undefined) => (value == null ? [] : [`${name} ${value}`]);
            return {
              item: key,
              field: "comments",
              spec: texts(spec),
              tracker: texts(tracker),
              result: texts(result),
            };
          }
          const own =
            parent !== null && field === "title" ? { item: parent, field: "subtasks" } : { item: key, field };
          const [a, b, c] = [spec, tracker, result].map((value) => valuesOf(field, value));
          return { ...own, spec: a!, tracker: b!, result: c! };
        }),
  );
}

function valuesOf(field: string, value: FieldValue | undefined): string[] {
  if (value === null || value === undefined || value === "") return [];
  if (fieldShape(field) === "set") return (value as readonly string[]).filter((label) => label !== "story");
  return String(value).split(joints[field] ?? "\0");
}
