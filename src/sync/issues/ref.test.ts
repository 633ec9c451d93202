import { describe, expect, it } from "vitest";
import type { Owner } from "../../core/issue/issue.ts";
import type { SpectrynError } from "../../errors.ts";
import { findIssue, findLiving, type Named, type NamedIssue } from "./ref.ts";

function issue(number: number, key: string | null = null, more: Partial<NamedIssue> = {}): NamedIssue {
  const owner: Owner | null = key === null ? null : { namespace: "", key, spec: "EPIC.md" };
  return { number, owner, deleted: null, fields: { title: `Title ${number}` }, ...more };
}

function refusalOf(named: Named, ref: string): SpectrynError {
  try {
    findIssue(named, ref);
  } catch (error) {
    return error as SpectrynError;
  }
  throw new Error(`${ref} was found`);
}

const deleted = "2026-01-01T00:00:00.000Z";
const snapshot = {
  issues: [
    issue(1, "US-1"),
    issue(2, null, { owner: { namespace: "web", key: "US-1", spec: "WEB.md" } }),
    issue(12),
    issue(13, "US-13", { deleted }),
    issue(14, "US-13"),
    issue(15, "NEW-2"),
    issue(-1),
    issue(-2),
  ],
  unreadable: [{ path: "issues/0/9.md", number: 9, reason: "it is a symbolic link", owner: null }],
};
const cloud = "https://bitbucket.org/acme/shop";
const server = "https://git.example.com/ctx/projects/ACME/repos/shop";

describe("an issue is found by", () => {
  it.each([
    ["12", 12],
    ["#12", 12],
    [" 12 ", 12],
    ["issues/0/12.md", 12],
    ["web:us-1", 2],
    [":US-1", 1],
    ["us-13", 14],
    ["new-1", -1],
    ["New-1", -1],
  ])("%s", (ref, number) => {
    expect(findIssue(snapshot, ref).number).toBe(number);
  });

  it.each([
    [`${cloud}/issues/12/refund-by-gift-card`, cloud],
    [`${cloud}/issues/12`, cloud],
    [`${cloud}/issues/12/refund?iframe=true#comment-1`, cloud],
    [`${cloud}/src/spectryn/issues/0/12.md`, cloud],
    ["https://bitbucket.org/Acme/Shop/src/4f1c9e2/issues/0/12.md?mode=view", cloud],
    [`${server}/browse/issues/0/12.md?at=refs%2Fheads%2Fspectryn`, server],
    ["https://git.example.com/ctx/projects/acme/repos/shop/browse/issues/0/12.md", server],
    ["https://bitbucket.org/somebody/else/issues/12/x", null],
  ])("its address %s", (address, repository) => {
    expect(findIssue(snapshot, address, repository).number).toBe(12);
  });
});

describe("an issue is not found", () => {
  it.each([
    ["99", "there is no issue #99 among the 7 of this tracker"],
    ["new-7", "there is no issue new-7"],
    ["US-14", "did you mean"],
    ["US-1", "US-1 is the key of several issues: :US-1 (#1), web:US-1 (#2)"],
    ["new-2", "new-2 is an unpublished issue, and the key of #15"],
    ["9", "issue #9 cannot be read: issues/0/9.md: it is a symbolic link"],
    [`${cloud}/pull-requests/12`, "is no address of an issue"],
    ["https://bitbucket.org/acme/other/issues/12/x", "is an issue of another repository than"],
  ])("by %s", (ref, message) => {
    expect(() => findIssue(snapshot, ref, cloud)).toThrow(message);
  });

  it.each([
    ["99", "Numbers go up to #15: spectryn issue list shows them all"],
    ["new-4711", "Issues without a number go up to new-2: "],
    ["SHOP-999", "Keys go from US-1 to NEW-2: spectryn issue list shows them all"],
    ["US-14", "spectryn issue list shows them all, with --text WORDS"],
  ])("by %s, with what there is", (ref, hint) => {
    expect(refusalOf(snapshot, ref).hint).toContain(hint);
    expect(refusalOf(snapshot, ref).hint?.startsWith(hint.slice(0, 7))).toBe(true);
  });

  it("where none has a number, a key, or is there at all", () => {
    const unreadable: [] = [];
    const unpublished = refusalOf({ issues: [issue(-1), issue(-2)], unreadable }, "US-1");
    expect(unpublished.hint).toMatch(/^None has a number yet, they go up to new-2: /);
    expect(refusalOf({ issues: [issue(3)], unreadable }, "US-1").hint).toMatch(/^Numbers go up to #3: /);
    const empty = refusalOf({ issues: [issue(1, null, { deleted })], unreadable }, "US-1");
    expect(empty.message).toBe("there is no issue US-1: this tracker has none");
    expect(empty.hint).toContain("spectryn issue create");
  });

  it("where it was deleted", () => {
    expect(() => findLiving(snapshot, "13")).toThrow(`#13 was deleted on ${deleted}`);
    expect(findIssue(snapshot, "13").number).toBe(13);
  });
});
