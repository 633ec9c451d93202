/**
 * Which store holds the issues of a Bitbucket repository: its branch, or the host's Issues API.
 *
 *   issues: branch | api                       that one
 *   bitbucket.org                              branch: it has no issues any more
 *   a Server without the root /rest/api/2.0    branch: it never had any
 *   REST cannot be asked                       branch
 *   the branch was used before                 branch; asked only where its first read finds none
 *   the branch is there                        branch
 *   the issues are listed (200)                api
 *   410, 404 "no issue tracker", no such root  branch
 *
 * Anything else (401, 403, 5xx, no answer) is an error and says nothing about stores. Once one was used, another
 * answer stops the run: it would create everything again elsewhere.
 */
import { SpectrynError } from "../../errors.ts";

export const stores = ["branch", "api"] as const;
export type Store = (typeof stores)[number];

/** What one GET of the issues said. */
export type IssuesAnswer = "listed" | "removed" | "no tracker" | "no such root";

export interface StoreQuestion {
  readonly wanted: "auto" | Store;
  /**
   * `itself`: bitbucket.org; `old root`: the address of the REST API ends in `2.0`; `server`: it does not;
   * `silent`: there is no address or no login for REST.
   */
  readonly host: "itself" | "old root" | "server" | "silent";
  /** For people: `bitbucket.example.com/acme/shop`. */
  readonly name: string;
  readonly branch: string;
  /** The store that this work tree used last for the repository. */
  readonly before: Store | null;
  readonly isOnline: boolean;
  readonly hasBranch: () => Promise<boolean>;
  readonly askIssues: () => Promise<IssuesAnswer>;
}

export interface ChosenStore {
  readonly store: Store;
  /** In a few words, for one line of output. */
  readonly why: string;
  /** The host was asked for its issues: the answer is worth a word. */
  readonly isAsked?: boolean;
  /** Nobody was asked whether it is there. */
  readonly isAssumed?: boolean;
}

export async function chooseStore(question: StoreQuestion): Promise<ChosenStore> {
  const { wanted, host, isOnline, before } = question;
  if (wanted !== "auto") return { store: wanted, why: `issues: ${wanted}` };
  if (!isOnline && before !== null) return { store: before, why: "as before; nobody was asked" };
  if (host === "old root" && before === "branch") return { store: before, why: "as before", isAssumed: true };
  return askStore(question);
}

/** Without relying on what was there before: whoever assumed asks so where nothing is. */
export async function askStore(question: StoreQuestion): Promise<ChosenStore> {
  const { host, isOnline, before } = question;
  const chosen = host === "old root" && isOnline ? await look(question) : unasked[host];
  if (before !== null && before !== chosen.store) throw changed(question, before, chosen);
  return chosen;
}

const unasked: Readonly<Record<StoreQuestion["host"], ChosenStore>> = {
  itself: { store: "branch", why: "Bitbucket Cloud has no issues any more" },
  server: { store: "branch", why: "Bitbucket Server has no issues" },
  silent: { store: "branch", why: "its REST API cannot be asked without a login" },
  "old root": { store: "branch", why: "nobody was asked" },
};

async function look({ branch, hasBranch, askIssues }: StoreQuestion): Promise<ChosenStore> {
  if (await hasBranch()) return { store: "branch", why: `the branch ${branch} is there` };
  const answer = await askIssues();
  return { store: answer === "listed" ? "api" : "branch", why: reasons[answer], isAsked: true };
}

const reasons: Readonly<Record<IssuesAnswer, string>> = {
  listed: "the host answers the Issues API 2.0",
  removed: "the host removed its Issues API",
  "no tracker": "the repository has no issue tracker",
  "no such root": "the host has no Issues API",
};

const titles: Readonly<Record<Store, string>> = { branch: "the branch", api: "the Issues API" };

function changed({ name, branch }: StoreQuestion, before: Store, { store, why }: ChosenStore): SpectrynError {
  const was = before === "branch" ? `${titles.branch} ${branch}` : titles.api;
  return new SpectrynError(
    "store-changed",
    `the issues of ${name} were in ${was} until now, but ${why}; nothing was written`,
    {
      hint: `If they moved, say so with bitbucket.issues: ${store}; what is not in ${titles[store]} is created there. To stay: bitbucket.issues: ${before}`,
      data: { before, now: store, why },
    },
  );
}
