/**
 * The tracker of one Bitbucket repository for programs: issues with their comments, attachments and pull
 * requests, by the same calls whichever store holds them. One write is one commit, or one request.
 */
import { normalText } from "../../core/issue/field.ts";
import type { Issue, Snapshot } from "../../core/issue/issue.ts";
import type { State } from "../../core/issue/words.ts";
import type { TrackerNames } from "../../ports/tracker.ts";
import { toContent } from "../../spec/content.ts";
import { attachWork, detachWork, readNewAttachments } from "../attachments/work.ts";
import { type Changed, changeIssues, type Work } from "../issues/change.ts";
import { commentWork } from "../issues/comments.ts";
import { findPullRequests, type LinkedPullRequest, toPullRequestNumber } from "../issues/pull-requests.ts";
import { findLiving } from "../issues/ref.ts";
import { createWork, editWork } from "../issues/work.ts";
import { type BitbucketOptions, openConnection } from "./connection.ts";
import {
  type AdapterAttachment,
  type AdapterComment,
  type AdapterIssue,
  type AdapterIssueWithContent,
  type IssueKey,
  type IssueValues,
  type NamedId,
  toAdapterAttachment,
  toAdapterIssue,
  toFlags,
  toOtherAttachment,
  type Verified,
} from "./values.ts";

/**
 * @example
 * ```ts
 * const adapter = new BitbucketAdapter({ username: "user", appPassword: "token", workspace: "acme", repo: "shop" });
 * await adapter.addComment("#123", "Works on staging");
 * ```
 * Every call throws `SpectrynError`: `issue-unknown`, `authentication`, `permission`, `workspace-missing`,
 * `repository-missing`, `network`, `rate-limited`, `push-refused`, `usage`.
 */
export class BitbucketAdapter {
  readonly #options: BitbucketOptions;
  #opened: ReturnType<typeof openConnection> | null = null;

  constructor(options: BitbucketOptions) {
    this.#options = options;
  }

  /** Logs in, looks at workspace and repository, and reads the tracker. */
  async verify(): Promise<Verified> {
    const { opened, tracker } = await this.#open();
    const check = opened.forge === null ? null : await opened.forge.verify();
    const { rows } = await tracker.readIndex();
    const issues = rows.filter(({ deleted }) => deleted === null).length;
    const repository = check?.repository ?? tracker.repository ?? tracker.name;
    return { user: check?.user?.name ?? null, repository, tracker: tracker.name, issues };
  }

  async getIssue(issueKey: IssueKey): Promise<AdapterIssueWithContent> {
    const issue = await this.#read(issueKey);
    return { ...toAdapterIssue(issue), content: toContent(issue.fields).trimEnd() };
  }

  /** Living issues, by number; `text`: only those that hold all its words in title, text or comments. */
  async listIssues(
    filter: { readonly state?: State; readonly text?: string } = {},
  ): Promise<readonly AdapterIssue[]> {
    const { tracker } = await this.#open();
    const { rows, search } = await tracker.readIndex();
    const words = filter.text?.split(/\s+/).filter((word) => word !== "") ?? [];
    const found = words.length === 0 ? null : await search(words);
    return rows
      .filter(({ number, deleted }) => deleted === null && number !== null && found?.has(number) !== false)
      .map(toAdapterIssue)
      .filter(({ state }) => filter.state === undefined || state === filter.state);
  }

  async createIssue(values: IssueValues & { readonly title: string }): Promise<AdapterIssue> {
    const { place } = await this.#open();
    const changed = await this.#change(createWork(toFlags(values), place));
    return this.getIssue(changed.outcome!.numbers[0]!);
  }

  async updateIssue(issueKey: IssueKey, values: IssueValues): Promise<AdapterIssue> {
    const { place } = await this.#open();
    await this.#change(editWork(String(issueKey), toFlags(values), place));
    return this.getIssue(issueKey);
  }

  /** Sets the state: a word of the host (`resolved`) or of the configured status mapping (`done`). */
  async transitionIssue(issueKey: IssueKey, state: string): Promise<AdapterIssue> {
    return this.updateIssue(issueKey, { state });
  }

  async updateIssueWithMetadata(values: {
    readonly issueKey: IssueKey;
    readonly component?: string;
    readonly version?: string;
  }): Promise<AdapterIssue> {
    const { issueKey, component, version } = values;
    return this.updateIssue(issueKey, { component, version });
  }

  async listComponents(): Promise<readonly NamedId[]> {
    const { components, ids } = await this.#readNames();
    return components.map((name) => ({ name, id: ids.components.get(name) ?? name }));
  }

  async listVersions(): Promise<readonly NamedId[]> {
    const { versions, ids } = await this.#readNames();
    return versions.map((name) => ({ name, id: ids.versions.get(name) ?? name }));
  }

  /** Oldest first. */
  async getComments(issueKey: IssueKey): Promise<readonly AdapterComment[]> {
    const { tracker } = await this.#open();
    const { number } = await this.#read(issueKey);
    const { comments } = (await tracker.readIssue(number))!;
    return comments
      .filter(({ deleted }) => deleted === null)
      .map(({ id, author, text, created }) => ({ id, author, text, createdAt: created }));
  }

  async addComment(issueKey: IssueKey, text: string): Promise<AdapterComment> {
    const { place, tracker } = await this.#open();
    const { result } = await this.#change(commentWork(String(issueKey), text, place, tracker));
    const comments = await this.getComments(result.number!);
    // Somebody else may have commented since.
    return comments.findLast((comment) => comment.text === normalText(text)) ?? comments.at(-1)!;
  }

  /** Also those that people put there by the host's own pages. */
  async getIssueAttachments(issueKey: IssueKey): Promise<readonly AdapterAttachment[]> {
    const { tracker } = await this.#open();
    const { number, attachments } = await this.#read(issueKey);
    const others = await tracker.otherFiles(number);
    return [...attachments.map(toAdapterAttachment), ...others.map(toOtherAttachment)];
  }

  /** A file of a name that is attached already is its new version. The path is seen from `cwd`. */
  async uploadAttachment(upload: {
    readonly issueKey: IssueKey;
    readonly filePath: string;
    readonly description?: string | undefined;
  }): Promise<AdapterAttachment> {
    const { place, tracker, runtime } = await this.#open();
    const { issueKey, filePath, description } = upload;
    const limit = place.settings.attachmentLimit;
    const files = await readNewAttachments([filePath], { cwd: runtime.cwd, limit, description });
    await this.#change(attachWork(String(issueKey), files, tracker.repository));
    const { attachments } = await this.#read(issueKey);
    return toAdapterAttachment(attachments.find(({ sha256 }) => sha256 === files[0]!.sha256)!);
  }

  /** By id, or by name. */
  async deleteAttachment(
    issueKey: IssueKey,
    { attachmentId }: { readonly attachmentId: string },
  ): Promise<void> {
    const { tracker } = await this.#open();
    await this.#change(detachWork(String(issueKey), attachmentId, tracker));
  }

  /** Those that are linked to the issue and those that name it, each with its origin. */
  async getPullRequestsForIssue(issueKey: IssueKey): Promise<readonly LinkedPullRequest[]> {
    const { opened, tracker } = await this.#open();
    const { forge, links } = opened;
    const { pulls } = await findPullRequests(await this.#read(issueKey), { tracker, forge, links });
    return pulls;
  }

  async linkPullRequest(link: {
    readonly issueKey: IssueKey;
    readonly pullRequestId: number | string;
  }): Promise<void> {
    const { tracker } = await this.#open();
    const pull = toPullRequestNumber(String(link.pullRequestId), tracker);
    await this.#change(async (snapshot) => {
      const { number, fields } = findLiving(snapshot, String(link.issueKey), tracker.repository);
      const before = fields.prs ?? [];
      const prs = [...before, pull].sort((a, b) => a - b);
      const writes = before.includes(pull) ? [] : [{ op: "update", number, set: { prs } } as const];
      return { writes, result: number };
    });
  }

  #open() {
    this.#opened ??= openConnection(this.#options).catch((error: unknown) => {
      // What failed once may work the next time.
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }

  async #readNames(): Promise<TrackerNames> {
    const { tracker } = await this.#open();
    // As of now: alone it gives those of the last read.
    await tracker.read();
    return tracker.readNames();
  }

  async #read(issueKey: IssueKey): Promise<Issue & { readonly number: number }> {
    const { tracker } = await this.#open();
    const snapshot = await tracker.read({ names: "used" });
    return findLiving(snapshot, String(issueKey), tracker.repository);
  }

  async #change<T>(work: (snapshot: Snapshot) => Work<T> | Promise<Work<T>>): Promise<Changed<T>> {
    const { tracker, runtime } = await this.#open();
    return changeIssues(tracker, runtime, work);
  }
}
