import { describe, expect, it } from "vitest";
import { context, hash } from "../../../test/support/reconcile-context.ts";
import type { Fields } from "../issue/field.ts";
import { makeBase, type Reconciled, reconcile } from "./reconcile.ts";

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

  it("pulls what the tracker has more of a text that both changed alike", () => {
    const [base, spec, tracker] = ["one\ntwo\nthree", "two\nthree", "two\nthree\nfour"];
    const input = sides({ description: spec }, { description: base }, { description: tracker });
    const result = reconcile(input, context([base]));
    expect(outcomes(result)).toEqual({ description: "pull" });
    expect([result.set, result.base]).toEqual([{}, { description: hash(spec) }]);
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
