/** Issues: listed, created, read, changed, deleted; and the log of their changes. */
import { emptyReply, jsonReply, type Reply } from "../app/reply.ts";
import { pageOf } from "../cloud/pages.ts";
import { selectBy } from "../cloud/query.ts";
import { type CloudRoute, cloudRoute, listNames } from "../cloud/route.ts";
import {
  badRequest,
  deleteScopes,
  type IssueCall,
  issuePath,
  issuesPath,
  readScopes,
  withIssue,
  withTracker,
  writeScopes,
} from "./route.ts";
import { changeShape, condensedShape, issueShape } from "./shapes.ts";
import { changesOf, issueFields, readValues } from "./values.ts";
import { type FakeIssue, type IssueWorld, stamp } from "./world.ts";

export function issueRoutes(issues: IssueWorld): CloudRoute[] {
  return [
    cloudRoute({
      method: "GET",
      path: issuesPath,
      query: listNames,
      scopes: readScopes,
      answer: withTracker(issues, listIssues),
    }),
    cloudRoute({
      method: "POST",
      path: issuesPath,
      fields: issueFields,
      scopes: writeScopes,
      needsLogin: true,
      answer: withTracker(issues, createIssue),
    }),
    cloudRoute({
      method: "GET",
      path: issuePath,
      scopes: readScopes,
      answer: withIssue(issues, (call, issue) => jsonReply(200, issueShape(call, issue))),
    }),
    cloudRoute({
      method: "PUT",
      path: issuePath,
      fields: issueFields,
      scopes: writeScopes,
      needsLogin: true,
      answer: withIssue(issues, updateIssue),
    }),
    cloudRoute({
      method: "DELETE",
      path: issuePath,
      scopes: deleteScopes,
      needsLogin: true,
      answer: withIssue(issues, ({ tracker }, issue) => {
        tracker.issues.splice(tracker.issues.indexOf(issue), 1);
        return emptyReply(204);
      }),
    }),
    cloudRoute({
      method: "GET",
      path: `${issuePath}/changes`,
      query: listNames,
      scopes: readScopes,
      answer: withIssue(issues, (call, issue) =>
        pageOf(
          call,
          issue.changes.map((change) => changeShape(call, issue, change)),
          usualPages,
        ),
      ),
    }),
  ];
}

/** As recorded: 20 unless asked otherwise. */
const usualPages = { pagelen: 20 };

function listIssues(call: IssueCall): Reply {
  const { query } = call.request;
  const { issues } = call.tracker;
  const [q, sort] = [query.get("q"), query.get("sort") ?? "-id"];
  if (q === null && (sort === "id" || sort === "-id")) {
    // Shapes of one page only: a tracker may have ten thousand issues.
    const sorted = sort === "id" ? issues : [...issues].reverse();
    return pageOf(call, sorted, { ...usualPages, toShape: (issue) => issueShape(call, issue as FakeIssue) });
  }
  const shapes = issues.map((issue) => issueShape(call, issue));
  const selected = selectBy(shapes, q, sort, ["content.html"]);
  return "status" in selected ? selected : pageOf(call, selected.values, usualPages);
}

function createIssue(call: IssueCall): Reply {
  const read = readValues(call);
  if ("refusal" in read) return read.refusal;
  const { values } = read;
  if (values.title === undefined) return badRequest({ title: "required key not provided" });
  // Every client sent the state with a PUT of its own; nobody recorded that a POST takes it.
  if (values.state !== undefined) return badRequest({ state: "extra keys not allowed" });
  const { tracker, world } = call;
  tracker.last += 1;
  const now = stamp(world);
  const issue: FakeIssue = {
    id: tracker.last,
    ...{ state: "new", kind: "bug", priority: "major", raw: "" },
    ...{ assignee: null, milestone: null, component: null, version: null },
    ...{ reporter: call.caller.user!, createdOn: now, updatedOn: now },
    ...{ comments: [], changes: [], attachments: new Map() },
    ...(values as { title: string }),
  };
  tracker.issues.push(issue);
  const shape = condensedShape(call, issue);
  return jsonReply(201, shape, { location: shape.links.self.href });
}

/** Every edit leaves a change and a comment without text. */
function updateIssue(call: IssueCall, issue: FakeIssue): Reply {
  const read = readValues(call);
  if ("refusal" in read) return read.refusal;
  const changes = changesOf(issue, read.values);
  if (Object.keys(changes).length > 0) {
    Object.assign(issue, read.values);
    const now = stamp(call.world, issue);
    issue.updatedOn = now;
    const [id, user] = [call.world.nextId(), call.caller.user!];
    issue.changes.push({ id, user, createdOn: now, changes });
    issue.comments.push({ id, raw: "", user, createdOn: now, updatedOn: now });
  }
  return jsonReply(200, condensedShape(call, issue));
}
