import { beforeEach, describe, expect, it } from "vitest";
import { countingIds, create, tickingClock, update, write } from "../../../test/support/tracker-builders.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { makeMemoryStore, openMemoryTracker } from "../../trackers/memory/adapter.ts";
import { type IssueQuery, listIssues, toLimit, toSort } from "./list-issues.ts";
import { addressOf, showIssue } from "./show-issue.ts";

const everything: IssueQuery = {
  ...{ states: [], kinds: [], priorities: [], labels: [], isOpenOnly: false },
  ...{
    milestone: null,
    component: null,
    version: null,
    assignee: null,
    epic: null,
    parent: null,
    text: null,
  },
  ...{ sort: { by: "number", isDescending: false }, limit: null },
};
let tracker: Tracker;

beforeEach(async () => {
  tracker = openMemoryTracker(makeMemoryStore(), { clock: tickingClock(), newId: countingIds() });
  await write(tracker, [
    { op: "milestone", name: "Q1", from: null },
    create("US-1", {
      priority: "blocker",
      assignee: "Dana",
      epic: "EPIC-1",
      milestone: "Q1",
      labels: ["a", "B"],
    }),
    create("US-2", { state: "resolved", kind: "bug", title: "Älter", component: "Web", version: "2.0" }),
    create("US-3", { title: "banana", parent: "US-1", description: "Firefox\nonly" }),
    create("US-4", { title: "Apple", priority: "trivial" }),
    create("US-5"),
  ]);
  await write(tracker, [
    update(3, {
      links: [
        { type: "duplicates", to: 4 },
        { type: "depends on", to: 1 },
      ],
    }),
    update(1, {
      links: [
        { type: "blocked by", to: 4 },
        { type: "relates to", to: "US-99" },
      ],
    }),
    { op: "comment", issue: 4, id: null, author: "lee", text: "in FIREFOX", entry: null, isFromSpec: false },
    { op: "delete", number: 5 },
  ]);
});

async function list(query: Partial<IssueQuery>): Promise<(number | null)[]> {
  return (await listIssues(tracker, () => ({ ...everything, ...query }))).rows.map(({ number }) => number);
}

describe("issues are listed", () => {
  it.each<[Partial<IssueQuery>, number[]]>([
    [{}, [1, 2, 3, 4]],
    [{ isOpenOnly: true }, [1, 3, 4]],
    [{ states: ["resolved", "open"] }, [2]],
    [{ kinds: ["bug"] }, [2]],
    [{ priorities: ["blocker", "trivial"] }, [1, 4]],
    [{ milestone: "q1" }, [1]],
    [{ milestone: "none" }, [2, 3, 4]],
    [{ component: "web", version: "2.0" }, [2]],
    [{ assignee: "dana" }, [1]],
    [{ assignee: "none" }, [2, 3, 4]],
    [{ labels: ["A", "b"] }, [1]],
    [{ epic: "epic-1" }, [1]],
    [{ parent: "US-1" }, [3]],
    [{ parent: "none" }, [1, 2, 4]],
    [{ text: "firefox" }, [3, 4]],
    [{ text: "Apple firefox" }, [4]],
    [{ text: "nothing of that" }, []],
    [{ sort: toSort("-priority") }, [1, 2, 3, 4]],
    [{ sort: toSort("priority") }, [4, 2, 3, 1]],
    [{ sort: toSort("title") }, [2, 4, 3, 1]],
    [{ sort: toSort("-updated"), limit: 2 }, [1, 3]],
    [{ sort: toSort("-number"), limit: toLimit("1") }, [4]],
  ])("%o", async (query, numbers) => {
    expect(await list(query)).toEqual(numbers);
  });

  it("with how many there are beyond the limit", async () => {
    const listed = await listIssues(tracker, () => ({ ...everything, limit: 1 }));
    expect([listed.rows.length, listed.total]).toEqual([1, 4]);
  });

  it("only by words that mean something", async () => {
    await expect(list({ parent: "77" })).rejects.toThrow("there is no issue #77");
    expect(() => toSort("updatd")).toThrow('did you mean "updated"?');
    expect(() => toLimit("-1")).toThrow("no number of issues");
  });
});

describe("an issue is shown", () => {
  it("with the links of both sides, each in its own words", async () => {
    const links = async (ref: string) =>
      (await showIssue(tracker, null, ref)).links.map(({ type, to }) => [
        type,
        typeof to === "string" ? to : to.number,
      ]);
    expect(await links("US-1")).toEqual([
      ["blocked by", 4],
      ["relates to", "US-99"],
      ["needed by", 3],
    ]);
    expect(await links("4")).toEqual([
      ["blocks", 1],
      ["duplicated by", 3],
    ]);
  });

  it("with comments, parent and subtasks", async () => {
    expect(await showIssue(tracker, null, "4")).toMatchObject({
      comments: [{ text: "in FIREFOX" }],
      parent: null,
    });
    expect(await showIssue(tracker, null, "1")).toMatchObject({ subtasks: [{ number: 3, title: "banana" }] });
    expect(await showIssue(tracker, null, "3")).toMatchObject({ parent: { number: 1 } });
  });

  it("with its address on the host, else in the repository, and none before it is published", () => {
    const files = {
      ...tracker,
      fileOf: (number: number) => ({ branch: "spectryn", path: `issues/0/${number}.md` }),
    };
    const file = (branch: string, path: string) => `https://bitbucket.org/acme/shop/src/${branch}/${path}`;
    const links = { file } as Parameters<typeof addressOf>[1];
    expect(addressOf(files, links, 4)).toBe("https://bitbucket.org/acme/shop/src/spectryn/issues/0/4.md");
    expect(addressOf(files, null, 4)).toBe("spectryn:issues/0/4.md");
    expect(addressOf(files, links, -1)).toBeNull();
    expect(addressOf(tracker, links, 4)).toBeNull();
  });
});
