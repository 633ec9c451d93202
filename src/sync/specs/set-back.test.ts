import { describe, expect, it } from "vitest";
import { findNews, isSetBack } from "./set-back.ts";

/** Lines by one letter each. */
const text = (letters: string) => [...letters].join("\n");

describe("where a synced version says something else than the committed one", () => {
  it.each([
    ["nowhere", "abc", "abc", ""],
    ["a line changed", "abc", "axc", "1-2"],
    ["lines added", "abc", "abxyc", "2-2"],
    ["lines removed", "abcd", "ad", "1-3"],
    ["at both ends", "abc", "xbcy", "0-1 3-3"],
  ])("%s", (_, committed, synced, places) => {
    expect(findNews(text(committed), text(synced)).places).toBe(places);
  });

  it("tells nothing of a file that was written anew", () => {
    const many = (word: string) => Array.from({ length: 3000 }, (_, at) => `${word}${at}`).join("\n");
    expect(findNews(many("a"), many("b"))).toEqual({ places: "", lines: "" });
  });
});

describe("whether a file was set back", () => {
  it.each([
    ["to the committed version", "abcd", "axcd", "abcd", true],
    ["and edited elsewhere", "abcd", "axcd", "abcy", true],
    ["and edited in the next line", "abcd", "axcd", "abyd", true],
    ["and got new lines elsewhere", "abcd", "axcd", "abcdyz", true],
    ["not: edited elsewhere", "abcd", "axcd", "axcy", false],
    ["not: the changed line was changed again", "abcd", "axcd", "aycd", false],
    ["not: the added line was changed again", "abcd", "abxcd", "abycd", false],
    ["not: one of two changes is left", "abcd", "axcy", "axcd", false],
    ["from new lines", "abcd", "abcdxy", "abzd", true],
    ["not: one of the new lines stands elsewhere", "abcd", "abcdxy", "axcd", false],
    ["not: it was committed when it was synced", "abcd", "abcd", "abcx", false],
  ])("%s", (_, committed, synced, now, expected) => {
    const news = findNews(text(committed), text(synced));
    expect(isSetBack(text(committed), news, text(now))).toBe(expected);
  });

  it("whatever its line ends are", () => {
    const news = findNews("a\nb\nc\n", "a\r\nx\r\nc\r\n");
    expect(news.places).toBe("1-2");
    expect(isSetBack("a\nb\nc\n", news, "a\r\nb\r\ny\r\n")).toBe(true);
  });
});
