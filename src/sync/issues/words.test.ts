import { describe, expect, it } from "vitest";
import { states } from "../../core/issue/words.ts";
import { makeStatusWords } from "../../core/item/mapping.ts";
import { defaultSettings } from "../../core/settings.ts";
import { toDue, toFilterStates, toKind, toLinkType, toPoints, toPriority, toState } from "./words.ts";

const settings = { ...defaultSettings, statusWords: makeStatusWords({ qa: "on hold", resolved: "closed" }) };

describe("words of a command line", () => {
  it("are the host's states before anything else, then those of specs and configuration", () => {
    const writable = states.filter((state) => state !== "submitted");
    expect(writable.map((state) => toState(state, settings))).toEqual(
      writable.map((state) => ({ state, status: null })),
    );
    expect(toState("ON-HOLD", settings)).toEqual({ state: "on hold", status: null });
    expect(toState("qa", settings)).toEqual({ state: "on hold", status: "qa" });
    expect(toState("in progress", settings)).toEqual({ state: "open", status: "in progress" });
    expect(() => toState("submitted", settings)).toThrow("only ever read");
    expect(toFilterStates(["submitted", "done"], settings)).toEqual(["submitted", "resolved"]);
    expect(() => toState("don", settings)).toThrow('did you mean "done"?');
  });

  it("mean the priorities that specs mean", () => {
    const words = ["low", "medium", "high", "critical", "blocker", "trivial"];
    expect(words.map((word) => toPriority(word, settings))).toEqual([
      ...["minor", "major", "critical", "blocker", "blocker", "trivial"],
    ]);
    expect(() => toPriority("hihg", settings)).toThrow('did you mean "high"?');
  });

  it("name kinds and links", () => {
    expect([toKind("Bug"), toLinkType("Blocked-By")]).toEqual(["bug", "blocked by"]);
    expect(() => toKind("bugg")).toThrow('did you mean "bug"?');
    expect(() => toLinkType("needs")).toThrow('the link type "needs" is not known');
  });

  it("are numbers and days", () => {
    expect([toPoints("0.5"), toPoints("13"), toPoints("none"), toPoints("-")]).toEqual([0.5, 13, null, null]);
    expect([toDue("2028-02-29"), toDue("none")]).toEqual(["2028-02-29", null]);
    for (const wrong of ["-1", "1e3", "five"]) expect(() => toPoints(wrong)).toThrow("no number");
    for (const wrong of ["2026-02-29", "2026-2-1", "31.12.2026"])
      expect(() => toDue(wrong)).toThrow("no date");
  });
});
