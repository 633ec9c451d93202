import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kept } from "../../../test/support/proof.ts";
import { context, hash } from "../../../test/support/reconcile-context.ts";
import type { Fields } from "../issue/field.ts";
import { fieldValue, isSameValue, normalText, valueKey } from "../issue/field.ts";
import { makeBase, reconcile } from "./reconcile.ts";

describe("laws", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", "d", ""), { maxLength: 6 })
    .map((lines) => normalText(lines.join("\n")));
  const fields: fc.Arbitrary<Fields> = fc.record(
    {
      title: fc.constantFrom("T", "U"),
      state: fc.constantFrom("new", "open", "resolved"),
      priority: fc.constantFrom("major", "minor"),
      points: fc.constantFrom(null, 1, 2),
      assignee: fc.constantFrom(null, "dana", "lee"),
      labels: fc.uniqueArray(fc.constantFrom("x", "y", "z"), { maxLength: 3 }),
      description: fc.oneof(fc.constant(null), text),
      "custom.Team": fc.constantFrom(null, "red", "blue"),
      "section.Notes": fc.oneof(fc.constant(null), text),
    } as const,
    { requiredKeys: ["title"] },
  );
  const textsOf = (...records: (Fields | null)[]) =>
    records
      .flatMap((record) => [record?.description, record?.["section.Notes"]])
      .filter((one) => typeof one === "string");
  const run = (spec: Fields, base: Fields | null, tracker: Fields) =>
    reconcile({ spec, base: base && makeBase(base, hash), tracker }, context(textsOf(base)));
  const same = (a: Fields, b: Fields) =>
    Object.keys({ ...a, ...b }).every((name) => isSameValue(name, fieldValue(a, name), fieldValue(b, name)));
  const check = (property: fc.IProperty<[Fields, Fields, Fields]>) =>
    fc.assert(property, { numRuns: 10_000 });

  it("a second run writes nothing", () => {
    check(
      fc.property(fields, fields, fields, (spec, base, tracker) => {
        const first = run(spec, base, tracker);
        const after = { ...tracker, ...first.set };
        const second = reconcile(
          { spec, base: first.base ?? makeBase(base, hash), tracker: after },
          context(textsOf(base, spec)),
        );
        expect(second.set).toEqual({});
        expect(second.base).toBeNull();
      }),
    );
  });

  it("a one-sided change of the spec wins, of the tracker stays", () => {
    check(
      fc.property(fields, fields, fields, (spec, base, _) => {
        const forward = run(spec, base, base);
        const kept = ["state", "priority", "kind"];
        for (const name of Object.keys(spec)) {
          const after = fieldValue({ ...base, ...forward.set }, name);
          expect(valueKey(name, after)).toBe(valueKey(name, fieldValue(spec, name)));
        }
        expect(forward.changes.every(({ outcome }) => outcome === "update" || outcome === "agree")).toBe(
          true,
        );
        const backward = run(base, base, { ...base, ...spec });
        expect(backward.set).toEqual({});
        expect(
          backward.changes.every(({ outcome, field }) => outcome === "pull" || kept.includes(field)),
        ).toBe(true);
      }),
    );
  });

  it("equal edits are no conflict", () => {
    check(
      fc.property(fields, fields, fields, (both, base, _) => {
        const result = run(both, base, both);
        const known = result.changes.filter(({ field }) => field in both);
        expect(known.every(({ outcome }) => outcome === "agree")).toBe(true);
      }),
    );
  });

  it("no base means no removal", () => {
    check(
      fc.property(fields, fields, fields, (spec, _, tracker) => {
        const result = run(spec, null, tracker);
        for (const [name, value] of Object.entries(result.set)) {
          const before = fieldValue(tracker, name);
          if (Array.isArray(before)) expect(value).toEqual(expect.arrayContaining([...before]));
          else expect(before === null || before === "").toBe(true);
        }
      }),
    );
  });

  it("loses no value: what is overwritten was the base, or is part of the result", () => {
    check(
      fc.property(fields, fields, fields, (spec, base, tracker) => {
        const result = run(spec, base, tracker);
        for (const { field, outcome, merged, result: value } of result.changes) {
          if (outcome !== "update" || Array.isArray(value)) continue;
          const before = fieldValue(tracker, field);
          const wasBase = valueKey(field, before) === valueKey(field, fieldValue(base, field));
          expect(wasBase || merged || before === null || before === "").toBe(true);
        }
      }),
    );
  });

  it("does nothing where nothing changed", () => {
    check(
      fc.property(fields, fields, fields, (one, ..._) => {
        expect(run(one, one, one).changes).toEqual([]);
        expect(same({ ...one, ...run(one, one, one).set }, one)).toBe(true);
      }),
    );
    kept("reconcile-laws", "10,000 cases for each of 6 laws");
  });
});
