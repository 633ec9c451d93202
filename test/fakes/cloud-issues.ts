/**
 * A fake Cloud that still has issues, as mirrors and test servers do: the fake of today with the Issues API 2.0.
 *
 *     const cloud = await startCloudWithIssues();
 *     cloud.addRepository("acme/shop", { rights: [[dana, "write"]] });
 *     const tracker = cloud.tracker("acme/shop");
 *     tracker.is = "removed"; // from now on as the real one since 2026-08-20
 */
import type { Reply } from "./app/reply.ts";
import type { FakeRequest } from "./app/request.ts";
import { cloudError } from "./cloud/errors.ts";
import { type CloudUser, findRepository } from "./cloud/world.ts";
import { type CloudOptions, type FakeCloud, startCloud, usualTokenScopes } from "./cloud.ts";
import { answerDownload, attachmentRoutes } from "./cloud-issues/attachments.ts";
import { issueCommentRoutes } from "./cloud-issues/comments.ts";
import { issueRoutes } from "./cloud-issues/issues.ts";
import { nameRoutes } from "./cloud-issues/names.ts";
import { type FakeIssue, type FakeTracker, makeIssueWorld, stamp } from "./cloud-issues/world.ts";

export interface FakeCloudWithIssues extends FakeCloud {
  tracker(fullName: string): FakeTracker;
  /** Adds them to the lists that the API only reads. */
  addNames(fullName: string, names: Partial<Record<NameList, readonly string[]>>): void;
  /** As a person in the web pages. */
  addIssue(fullName: string, more: Partial<FakeIssue> & { readonly title: string }): FakeIssue;
  editIssue(fullName: string, id: number, more: Partial<FakeIssue>): FakeIssue;
  addComment(fullName: string, id: number, user: CloudUser, raw: string): void;
}

export type NameList = "milestones" | "components" | "versions";

/** All that spectryn needs where issues live behind the API. */
export const issueTokenScopes = [
  ...usualTokenScopes,
  "read:issue:bitbucket",
  "write:issue:bitbucket",
  "delete:issue:bitbucket",
];

/** Verbs that these paths never had. */
function answerReadOnly({ method, path }: FakeRequest): Reply | null {
  const isOurs = /^\/2\.0\/repositories\/[^/]+\/[^/]+\/(issues|milestones|components|versions)\b/.test(path);
  return isOurs ? cloudError(405, `Method "${method}" not allowed.`) : null;
}

export async function startCloudWithIssues(options: CloudOptions = {}): Promise<FakeCloudWithIssues> {
  const issues = makeIssueWorld();
  const moreRoutes = [
    ...issueRoutes(issues),
    ...issueCommentRoutes(issues),
    ...attachmentRoutes(issues),
    ...nameRoutes(issues),
    ...(options.moreRoutes ?? []),
  ];
  const cloud = await startCloud({
    ...options,
    moreRoutes,
    answerOther: (request) => answerDownload(issues, request) ?? answerReadOnly(request),
  });
  const { world } = cloud;
  const tracker = (fullName: string) => {
    const repository = findRepository(world, fullName);
    if (repository === undefined) throw new Error(`no repository ${fullName}`);
    return issues.of(repository);
  };
  const find = (fullName: string, id: number) => {
    const issue = tracker(fullName).issues.find((known) => known.id === id);
    if (issue === undefined) throw new Error(`no issue #${id} in ${fullName}`);
    return issue;
  };
  return {
    ...cloud,
    tracker,
    addApiToken: (user, more = {}) => cloud.addApiToken(user, { scopes: issueTokenScopes, ...more }),
    addNames(fullName, names) {
      const lists = tracker(fullName);
      for (const [list, added] of Object.entries(names)) {
        for (const name of added) lists[list as NameList].push({ id: world.nextId(), name });
      }
    },
    addIssue(fullName, more) {
      const own = tracker(fullName);
      own.last += 1;
      const now = stamp(world);
      const issue: FakeIssue = {
        id: own.last,
        ...{ state: "new", kind: "bug", priority: "major", raw: "" },
        ...{ assignee: null, milestone: null, component: null, version: null },
        ...{ reporter: world.users[0]!, createdOn: now, updatedOn: now },
        ...{ comments: [], changes: [], attachments: new Map() },
        ...more,
      };
      own.issues.push(issue);
      return issue;
    },
    editIssue(fullName, id, more) {
      const issue = find(fullName, id);
      return Object.assign(issue, { updatedOn: stamp(world, issue), ...more });
    },
    addComment(fullName, id, user, raw) {
      const issue = find(fullName, id);
      const now = stamp(world, issue);
      issue.comments.push({ id: world.nextId(), raw, user, createdOn: now, updatedOn: now });
      issue.updatedOn = now;
    },
  };
}
