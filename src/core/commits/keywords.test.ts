import { describe, expect, it } from "vitest";
import type { Target } from "../issue/field.ts";
import { type KeywordAction, keywordActions, parseKeywords } from "./keywords.ts";

const words: readonly (readonly [KeywordAction, readonly string[]])[] = [
  ["resolved", ["close", "closes", "closed", "closing"]],
  ["resolved", ["fix", "fixes", "fixed", "fixing"]],
  ["resolved", ["resolve", "resolves", "resolved", "resolving"]],
  ["open", ["reopen", "reopens", "reopening"]],
  ["on hold", ["hold", "holds", "holding"]],
  ["wontfix", ["wontfix"]],
  ["invalid", ["invalidate", "invalidates", "invalidated", "invalidating"]],
  ["link", ["addresses", "re", "references", "ref", "refs", "see"]],
];
const spellings = [(word: string) => word, (word: string) => word.toUpperCase(), capital];
const idForms: readonly (readonly [string, Target])[] = [
  ["#4711", 4711],
  ["issue #4711", 4711],
  ["bug #4711", 4711],
  ["ticket #4711", 4711],
  ["Issue  #4711", 4711],
  ["US-001", "US-001"],
  ["us-001", "us-001"],
  ["issue E2E-7", "E2E-7"],
  ["US-001/2", "US-001/2"],
];
const lists: readonly ((one: string, other: string) => string)[] = [
  (one) => one,
  (one, other) => `${one} and ${other}`,
  (one, other) => `${one}, ${other}`,
  (one, other) => `${one},${other}`,
  (one, other) => `${one}, and ${other}`,
  (one, other) => `${one} & ${other}`,
  (one, other) => `${one},\n${other}`,
];
const surroundings = [(text: string) => text, (text: string) => `Cards\n\nwork now (${text}).\n`];

function capital(word: string): string {
  return `${word[0]!.toUpperCase()}${word.slice(1)}`;
}

/** What a text does: each id with its action. */
function acts(text: string): [Target, KeywordAction][] {
  return parseKeywords(text).flatMap(({ ids, action }) =>
    ids.map((id): [Target, KeywordAction] => [id, action]),
  );
}

describe("the words", () => {
  it("are 29", () => {
    expect(words.flatMap(([, group]) => group)).toEqual([...keywordActions.keys()]);
    expect(keywordActions.size).toBe(29);
  });

  it.each(words.flatMap(([action, group]) => group.map((word) => ({ word, action }))))(
    "$word: $action, in every form of ids and lists",
    ({ word, action }) => {
      let count = 0;
      for (const spell of spellings)
        for (const colon of [" ", ":\n"])
          for (const [form, first] of idForms)
            for (const list of lists)
              for (const [form2, second] of idForms)
                for (const surround of surroundings) {
                  const text = surround(`${spell(word)}${colon}${list(form, form2)}`);
                  const isList = list !== lists[0];
                  const ids = isList ? [first, second] : [first];
                  const [found, ...rest] = parseKeywords(text);
                  if (JSON.stringify([found, rest]) !== JSON.stringify([{ word, action, ids }, []]))
                    expect([found, rest], text).toEqual([{ word, action, ids }, []]);
                  count += 1;
                }
      expect(count).toBe(3 * 2 * 9 * 7 * 9 * 2);
    },
  );
});

describe("texts", () => {
  it.each<[string, [Target, KeywordAction][]]>([
    [
      "see #34 and #456",
      [
        [34, "link"],
        [456, "link"],
      ],
    ],
    [
      "fixes #6, resolve ticket #5",
      [
        [6, "resolved"],
        [5, "resolved"],
      ],
    ],
    [
      "fixes #1; reopens #2",
      [
        [1, "resolved"],
        [2, "open"],
      ],
    ],
    ["fixes #1 #2", [[1, "resolved"]]],
    ["fixes #12.", [[12, "resolved"]]],
    ["fixes #007", [[7, "resolved"]]],
    ["(fixes #12)", [[12, "resolved"]]],
    [
      "fixes #1, #2, see #3",
      [
        [1, "resolved"],
        [2, "resolved"],
        [3, "link"],
      ],
    ],
    [
      "fixes #1 and see #3",
      [
        [1, "resolved"],
        [3, "link"],
      ],
    ],
    ["closes #1, #2abc", [[1, "resolved"]]],
    [
      "wontfix: US-2, #3 & bug #4",
      [
        ["US-2", "wontfix"],
        [3, "wontfix"],
        [4, "wontfix"],
      ],
    ],
    ["see see #1", [[1, "link"]]],
    ["fix fixes #1", [[1, "resolved"]]],
    ["Fixes\u00a0#12", [[12, "resolved"]]],
    ["a stray ` and fixes #12", [[12, "resolved"]]],
    ["`code` fixes #12", [[12, "resolved"]]],
    ["``a ` b`` fixes #12 `c`", [[12, "resolved"]]],
    ["a ` here\n\nfixes #12\n\nand ` there", [[12, "resolved"]]],
    ["```\nx\n```\nfixes #12", [[12, "resolved"]]],
    ["```code``` fixes #12", [[12, "resolved"]]],
  ])("%j", (text, expected) => {
    expect(acts(text)).toEqual(expected);
  });

  it.each([
    "fixes 746",
    "fixes12",
    "fixes#12",
    "fixes",
    "#12",
    "prefix #3",
    "pre-fix #3",
    "überfix #3",
    "fix_ #3",
    "fixe #3",
    "fixer #3",
    "closes #12abc",
    "closes #12_3",
    "closes #12é",
    "fixes # 12",
    "fixes #",
    "fixes #-12",
    "fixes #1234567890",
    "closes pull request #12",
    "closes PR #12",
    "fixes the issue #12",
    "fixes (#12)",
    "fixes:#12",
    "fixes :: #12",
    "fixes, #12",
    "fixes story #12",
    "fixes issue 12",
    "fixes issues #12",
    "fixes issue",
    "fixes US-",
    "fixes US-1a",
    "fixes US-1-beta",
    "fixes 12-34",
    "fixes -US-1",
    "reſolve #12",
    "fixes `#12`",
    "`fixes #12`",
    "`fixes` #12",
    "fixes `code` #12",
    "``fixes ` #12``",
    "`one\nfixes #12`",
    "```\nfixes #12\n```",
    "```sh\nfixes #12\n\nsee #3\n```",
    "~~~\nfixes #12\n~~~",
    "```\nfixes #12",
  ])("%j does nothing", (text) => {
    expect(acts(text)).toEqual([]);
  });
});

describe("hostile texts", () => {
  const size = 100_000;
  it.each<[string, (count: number) => string]>([
    ["words", (count) => "fixes ".repeat(count)],
    ["blanks", (count) => `fixes${" ".repeat(count)}`],
    ["blanks before issue", (count) => `fixes issue${" \n".repeat(count)}x`],
    ["blanks in a list", (count) => `fixes #1${" ".repeat(count)}, #2${" ".repeat(count)}and`],
    ["a list", (count) => `fixes #1${", #2".repeat(count)}abc`],
    ["commas", (count) => `fixes #1${",".repeat(count)}`],
    ["digits", (count) => `fixes #${"1".repeat(count)}`],
    ["digits of a key", (count) => `fixes ${"1".repeat(count)}a-`],
    ["letters", (count) => `fixes ${"a".repeat(count)}-1`],
    ["keys", (count) => `fixes ${"US-1-".repeat(count)}`],
    ["colons", (count) => "fix:".repeat(count)],
    ["backticks", (count) => "`".repeat(count)],
    ["runs of backticks", (count) => "`1 ``2 ```3 ".repeat(count)],
    [
      "runs that grow",
      (count) => Array.from({ length: Math.sqrt(count) }, (_, at) => "`".repeat(at)).join("1"),
    ],
    ["fences", (count) => "```1\n~~~\n".repeat(count)],
    ["line ends", (count) => `1${"`\r\n \n".repeat(count)}`],
  ])("%s take time that grows with the length", (_, make) => {
    const text = make(size);
    parseKeywords(make(1000));
    const started = performance.now();
    parseKeywords(text);
    // Only time shows it: a quadratic walk of these texts takes minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
