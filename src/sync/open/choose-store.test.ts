/** Which store holds the issues, and when a run stops instead of changing it. */
import { describe, expect, it } from "vitest";
import { askStore, chooseStore, type IssuesAnswer, type StoreQuestion } from "./choose-store.ts";

function ask(more: Partial<StoreQuestion> & { readonly answer?: IssuesAnswer; readonly branchIs?: boolean }) {
  const asked: string[] = [];
  const { answer = "listed", branchIs = false, ...rest } = more;
  const question: StoreQuestion = {
    ...{ wanted: "auto", host: "old root", name: "host/acme/shop", branch: "spectryn" },
    ...{ before: null, isOnline: true },
    hasBranch: async () => {
      asked.push("branch");
      return branchIs;
    },
    askIssues: async () => {
      asked.push("issues");
      return answer;
    },
    ...rest,
  };
  return { asked, question, chosen: chooseStore(question) };
}

describe("auto", () => {
  it.each([
    [{ host: "itself" }, "branch", []],
    [{ host: "server" }, "branch", []],
    [{ host: "silent" }, "branch", []],
    [{ branchIs: true }, "branch", ["branch"]],
    [{ answer: "listed" }, "api", ["branch", "issues"]],
    [{ answer: "removed" }, "branch", ["branch", "issues"]],
    [{ answer: "no tracker" }, "branch", ["branch", "issues"]],
    [{ answer: "no such root" }, "branch", ["branch", "issues"]],
    [{ isOnline: false }, "branch", []],
    [{ isOnline: false, before: "api" }, "api", []],
    [{ before: "branch" }, "branch", []],
  ] as const)("with %j is %s, and asks for %j", async (more, store, expected) => {
    const { asked, chosen } = ask(more);
    expect((await chosen).store).toBe(store);
    expect((await chosen).why).not.toBe("");
    expect(asked).toEqual(expected);
  });

  it.each([
    [
      { before: "api", answer: "removed" },
      /in the Issues API until now, but the host removed its Issues API/,
    ],
    [{ before: "api", answer: "no tracker" }, /but the repository has no issue tracker; nothing was written/],
    [{ before: "api", branchIs: true }, /but the branch spectryn is there/],
    [{ before: "api", host: "itself" }, /but Bitbucket Cloud has no issues any more/],
  ] as const)("stops with %j", async (more, message) => {
    const { chosen } = ask(more);
    await expect(chosen).rejects.toMatchObject({
      code: "store-changed",
      message: expect.stringMatching(message),
    });
  });

  it("stops where the branch that was used is gone, and the issues are listed", async () => {
    const { question } = ask({ before: "branch" });
    await expect(askStore(question)).rejects.toMatchObject({
      code: "store-changed",
      message: expect.stringMatching(/in the branch spectryn until now, but the host answers the Issues API/),
    });
  });

  it("takes a failure for no answer", async () => {
    const { chosen } = ask({
      hasBranch: () => Promise.reject(new Error("403")),
    });
    await expect(chosen).rejects.toThrow("403");
  });
});

it.each(["branch", "api"] as const)(
  "issues: %s is taken without a question, whatever was before",
  async (wanted) => {
    const { asked, chosen } = ask({ wanted, before: wanted === "api" ? "branch" : "api", host: "itself" });
    expect(await chosen).toEqual({ store: wanted, why: `issues: ${wanted}` });
    expect(asked).toEqual([]);
  },
);
