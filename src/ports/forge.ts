/** The host of repository, pull requests and users, as the use cases see it. */

export interface Forge {
  /** For people: `Bitbucket Cloud, acme/shop`. */
  readonly name: string;
  readonly abilities: ForgeAbilities;
  /** Pure: addresses for people and for git. */
  readonly links: ForgeLinks;

  /**
   * Logs in and looks at workspace and repository. Throws with the cause, each with its own code: `authentication`,
   * `permission`, `workspace-missing`, `repository-missing`, `not-bitbucket`, `server-too-old`.
   */
  verify(): Promise<ForgeCheck>;

  /** Accounts for a name as people write it, without `@`. Several: it is ambiguous. Empty: nobody has it. */
  findUsers(name: string): Promise<readonly ForgeUser[]>;

  /** `null` when there is no such pull request. */
  getPullRequest(number: number): Promise<PullRequest | null>;

  /** Newest change first. A failed page fails the listing. */
  listPullRequests(filter: PullRequestFilter): AsyncIterable<PullRequest>;

  /**
   * Pull requests of every state that hold `text` as a word of its own in a place the host can search (see
   * `abilities.pullRequestText`): `US-1` does not find `US-10`.
   */
  searchPullRequests(text: string): Promise<readonly PullRequest[]>;

  /** Comments that still stand, oldest first, replies included. */
  listComments(pullRequest: number): Promise<readonly ForgeComment[]>;

  /**
   * Makes our one comment say `text`: finds it by `marker` (a visible text inside of `text`), writes it or changes it.
   * A write whose outcome nobody knows is looked up before it is sent again; a stale version is read again. Of two
   * that runs wrote at once the newer is taken away. One of another account is left as it is (`kept`).
   */
  putComment(pullRequest: number, marker: string, text: string): Promise<PutComment>;
}

/** What a host can do; the table in the docs is made of this. */
export interface ForgeAbilities {
  /** Where `searchPullRequests` looks. */
  readonly pullRequestText: readonly ("title" | "description" | "source branch")[];
  /** How `findUsers` can know a person. */
  readonly userNames: readonly ("account id" | "nickname" | "e-mail" | "user name" | "display name")[];
  /** Comments carry a version that must be named when one is changed. */
  readonly hasCommentVersions: boolean;
  /** Characters that a comment may have. */
  readonly longestComment: number;
}

export interface ForgeLinks {
  repository(): string;
  /** A file as it is on a branch. */
  file(branch: string, path: string): string;
  pullRequest(number: number): string;
  /** For `git fetch` over https, without credentials. */
  git(): string;
}

export interface ForgeCheck {
  /** `null` where the host does not say who the credentials belong to (a repository token has no user). */
  readonly user: ForgeUser | null;
  /** The repository's name as the host writes it. */
  readonly repository: string;
  readonly mainBranch: string | null;
  readonly isPrivate: boolean | null;
  /** The version of a Server. */
  readonly version: string | null;
  /** What is lost or worth knowing, in sentences. */
  readonly notes: readonly string[];
}

export interface ForgeUser {
  /** What the host knows the account by and what never changes: account id on Cloud, slug on Server. */
  readonly id: string;
  /** What people write: nickname on Cloud, user name on Server. */
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
}

export type PullRequestState = "open" | "merged" | "declined" | "superseded";

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly description: string;
  readonly state: PullRequestState;
  readonly author: ForgeUser | null;
  readonly sourceBranch: string;
  readonly targetBranch: string;
  readonly url: string;
  readonly created: Date;
  readonly updated: Date;
  /** When it was merged or declined; `null` while open, or where the host does not say. */
  readonly closed: Date | null;
}

export interface PullRequestFilter {
  readonly state: "open" | "merged" | "all";
  /** Changed at that time or later. */
  readonly since?: Date | undefined;
}

export interface ForgeComment {
  readonly id: number;
  readonly author: ForgeUser | null;
  readonly text: string;
  readonly created: Date;
  readonly updated: Date;
}

export interface PutComment {
  readonly action: "created" | "updated" | "unchanged" | "kept";
  readonly comment: ForgeComment;
}
