import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kept } from "../../../test/support/proof.ts";
import type { Fields } from "../issue/field.ts";
import { fieldValue, isSameValue, normalText, valueKey } from "../issue/field.ts";
import { makeBase, type ReconcileContext, type Reconciled, reconcile } from "./reconcile.ts";

const hash = (text: string) => createHash("sha1").update(text).digest("hex");
const context = (texts: readonly string[] = [], rest: Partial<ReconcileContext> = {}): ReconcileContext => ({
  hash,
  texts: new Map(texts.map((text) => [hash(normalText(text)), normalText(text)])),
  prefer: null,
  ...rest,
});
const outcomes = (result: Reconciled) =>
  Object.fromEntries(result.changes.map(({ field, outcome }) => [field, outcome]));

describe("one field", () => {
  const sides = (spec: Fields, base: Fields | null, tracker: Fields) => ({
    spec,
    base: base && makeBase(base, hash),
    tracker,
  });

  it("updates when only the spec changed, and the spec's value becomes the base", () => {
    const result = reconcile(sides({ points: 5 }, { points: 3 }, { points: 3 }), context());
    expect(result.set).toEqual({ points: 5 });
    expect(result.base).toEqual({ points: 5 });
  });

  it("keeps a person's edit when only the tracker changed", () => {
    const result = reconcile(sides({ points: 3 }, { points: 3 }, { points: 8 }), context());
    expect(outcomes(result)).toEqual({ points: "pull" });
    expect(result.set).toEqual({});
    expect(result.base).toBeNull();
  });

  it("agrees where both made the same edit", () => {
    const result = reconcile(sides({ points: 5 }, { points: 3 }, { points: 5 }), context());
    expect(outcomes(result)).toEqual({ points: "agree" });
    expect(result.base).toEqual({ points: 5 });
  });

  it("stops at a conflict with all three values", () => {
    const result = reconcile(sides({ points: 5 }, { points: 3 }, { points: 8 }), context());
    expect(result.changes).toMatchObject([{ outcome: "conflict", base: 3, spec: 5, tracker: 8, result: 8 }]);
    expect(result.set).toEqual({});
    expect(result.base).toBeNull();
  });

  it("lets --prefer settle a conflict, so that the next run has none", () => {
    const conflict = sides({ points: 5 }, { points: 3 }, { points: 8 });
    expect(reconcile(conflict, context([], { prefer: "spec" })).set).toEqual({ points: 5 });
    const kept = reconcile(conflict, context([], { prefer: "tracker" }));
    expect(kept.set).toEqual({});
    const next = reconcile({ ...conflict, base: kept.base }, context());
    expect(outcomes(next)).toEqual({ points: "pull" });
  });

  it("writes where the spec never had an opinion and the tracker holds nothing", () => {
    const result = reconcile(sides({ assignee: "dana" }, {}, {}), context());
    expect(result.set).toEqual({ assignee: "dana" });
  });

  it("is a conflict where a person filled what the spec newly names", () => {
    const result = reconcile(sides({ assignee: "dana" }, {}, { assignee: "lee" }), context());
    expect(outcomes(result)).toEqual({ assignee: "conflict" });
  });

  it("stays a conflict where a first sync found another state, also the default", () => {
    const first = reconcile(sides({ title: "a", state: "resolved" }, null, { title: "a" }), context());
    expect(outcomes(first)).toEqual({ title: "agree", state: "conflict" });
    const next = {
      spec: { title: "a", state: "resolved" },
      tracker: { title: "a" },
      base: first.base,
    } as const;
    expect(outcomes(reconcile(next, context()))).toEqual({ state: "conflict" });
    expect(reconcile(next, context()).base).toBeNull();
    const settled = reconcile(next, context([], { prefer: "spec" }));
    expect(settled.set).toEqual({ state: "resolved" });
    expect(outcomes(reconcile({ ...next, spec: { title: "a" } }, context()))).toEqual({});
  });

  it("clears what the spec set and no longer names, but keeps state, priority and kind", () => {
    const before: Fields = { points: 3, state: "open", priority: "minor", kind: "bug" };
    const result = reconcile(sides({}, before, before), context());
    expect(result.set).toEqual({ points: null });
    expect(outcomes(result)).toEqual({ points: "update" });
  });

  it("shows what the tracker got where the spec has no opinion", () => {
    const result = reconcile(sides({}, {}, { assignee: "lee", state: "open" }), context());
    expect(outcomes(result)).toEqual({ state: "pull", assignee: "pull" });
  });

  it("merges sets: additions of both, removals of either", () => {
    const result = reconcile(
      sides({ labels: ["a", "spec"] }, { labels: ["a", "b", "c"] }, { labels: ["a", "b", "person"] }),
      context(),
    );
    expect(result.set).toEqual({ labels: ["a", "person", "spec"] });
  });

  it("without a base a set is the union", () => {
    const result = reconcile(sides({ labels: ["story"] }, null, { labels: ["x"] }), context());
    expect(result.set).toEqual({ labels: ["x", "story"] });
  });

  it("merges a text whose lines changed in different places", () => {
    const base = "one\ntwo\nthree\nfour";
    const spec = "ONE\ntwo\nthree\nfour";
    const tracker = "one\ntwo\nthree\nFOUR";
    const input = sides({ description: spec }, { description: base }, { description: tracker });
    expect(reconcile(input, context()).wanted).toEqual([{ field: "description", blob: hash(base) }]);
    const result = reconcile(input, context([base]));
    expect(result.set).toEqual({ description: "ONE\ntwo\nthree\nFOUR" });
    const next = reconcile(
      { ...input, base: result.base, tracker: { ...input.tracker, ...result.set } },
      context([base]),
    );
    expect(outcomes(next)).toEqual({ description: "pull" });
  });

  it("does not take line ends and blank ends of a text for a change", () => {
    const result = reconcile(
      sides({ description: "a\r\nb\r\n\r\n" }, { description: "a\nb" }, { description: "\na\nb" }),
      context(),
    );
    expect(result.changes).toEqual([]);
  });

  it("says nothing of a state that a person set back to what no word means", () => {
    const result = reconcile(sides({}, { state: "resolved" }, { state: "new" }), context());
    expect([outcomes(result), result.set, result.base]).toEqual([{ state: "agree" }, {}, {}]);
    expect(outcomes(reconcile(sides({}, { state: "resolved" }, { state: "open" }), context()))).toEqual({
      state: "pull",
    });
  });

  it("shows sections that only a person moved, and agrees once the spec has their order", () => {
    const texts = { "section.A": "a", "section.B": "b" } as const;
    const sides = (spec: string[], base: string[], tracker: string[]) =>
      reconcile(
        {
          spec: { ...texts, sections: spec },
          base: makeBase({ ...texts, sections: base }, hash),
          tracker: { ...texts, sections: tracker },
        },
        context(),
      );
    const pulled = sides(["A", "B"], ["A", "B"], ["B", "A"]);
    expect([outcomes(pulled), pulled.set, pulled.base]).toEqual([{ sections: "pull" }, {}, null]);
    const agreed = sides(["B", "A"], ["A", "B"], ["B", "A"]);
    expect(outcomes(agreed)).toEqual({ sections: "agree" });
    expect(agreed.base?.sections).toEqual(["B", "A"]);
    expect(sides(["B", "A"], ["B", "A"], ["B", "A"]).changes).toEqual([]);
  });

  it("writes a new order also beside a change of the tracker", () => {
    const texts = { "section.A": "a", "section.B": "b" } as const;
    const result = reconcile(
      {
        spec: { ...texts, sections: ["B", "A"] },
        base: makeBase({ ...texts, sections: ["A", "B"] }, hash),
        tracker: { ...texts, assignee: "lee", sections: ["A", "B"] },
      },
      context(),
    );
    expect(outcomes(result)).toEqual({ assignee: "pull", sections: "update" });
    expect(result.set).toEqual({ sections: ["B", "A"] });
  });

  it("moves sections as the spec does, and keeps a person's order otherwise", () => {
    const texts = { "section.A": "a", "section.B": "b" } as const;
    const moved = reconcile(
      sides(
        { ...texts, sections: ["B", "A"] },
        { ...texts, sections: ["A", "B"] },
        { ...texts, sections: ["A", "B"] },
      ),
      context(),
    );
    expect(moved.set).toEqual({ sections: ["B", "A"] });
    const kept = reconcile(
      sides(
        { ...texts, sections: ["A", "B"] },
        { ...texts, sections: ["A", "B"] },
        { ...texts, sections: ["B", "A"] },
      ),
      context(),
    );
    expect(kept.set).toEqual({});
  });
});

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
