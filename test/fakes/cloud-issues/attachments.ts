/**
 * Attachments, by file name alone. An upload answers with nothing; a download is a redirect to an address of
 * another host that works once and refuses credentials, as object stores do.
 */
import { emptyReply, type Reply, textReply } from "../app/reply.ts";
import type { FakeRequest, Upload } from "../app/request.ts";
import { cloudError } from "../cloud/errors.ts";
import { pageOf } from "../cloud/pages.ts";
import { type CloudRoute, cloudRoute, listNames } from "../cloud/route.ts";
import { badRequest, type IssueCall, issuePath, readScopes, touch, withIssue, writeOnly } from "./route.ts";
import { attachmentShape } from "./shapes.ts";
import type { FakeIssue, IssueWorld } from "./world.ts";

const listPath = `${issuePath}/attachments`;
const filePath = `${listPath}/{path}`;
const storePath = "/attachment-store/";

export function attachmentRoutes(issues: IssueWorld): CloudRoute[] {
  return [
    cloudRoute({
      method: "GET",
      path: listPath,
      query: listNames,
      scopes: readScopes,
      answer: withIssue(issues, (call, issue) =>
        pageOf(
          call,
          [...issue.attachments.keys()].map((name) => attachmentShape(call, issue, name)),
        ),
      ),
    }),
    cloudRoute({
      method: "POST",
      path: listPath,
      fields: ["files"],
      scopes: writeOnly,
      needsLogin: true,
      answer: withIssue(issues, upload),
    }),
    cloudRoute({ method: "GET", path: filePath, scopes: readScopes, answer: withIssue(issues, download) }),
    cloudRoute({
      method: "DELETE",
      path: filePath,
      scopes: writeOnly,
      needsLogin: true,
      answer: withIssue(issues, (call, issue) => {
        if (!issue.attachments.delete(call.params["path"] ?? "")) return attachmentMissing;
        touch(call, issue);
        return emptyReply(204);
      }),
    }),
  ];
}

const attachmentMissing = cloudError(404, "No Attachment matches the given query.");

/** The same name replaces. */
function upload(call: IssueCall, issue: FakeIssue): Reply {
  const { files = [] } = (call.request.body ?? {}) as { files?: readonly Upload[] };
  if (files.length === 0) return badRequest({ files: "required key not provided" });
  for (const { name, bytes } of files) issue.attachments.set(name, bytes);
  touch(call, issue);
  const { url } = call.world;
  return emptyReply(201, { location: `${url}${call.request.path}` });
}

function download({ world, issues, params }: IssueCall, issue: FakeIssue): Reply {
  const bytes = issue.attachments.get(params["path"] ?? "");
  if (bytes === undefined) return attachmentMissing;
  const token = `${world.nextId()}-${params["path"]!.replace(/[^\w.]/g, "")}`;
  issues.downloads.set(token, bytes);
  // The same server under another name: another origin for every client.
  const store = world.url.replace("127.0.0.1", "localhost");
  return emptyReply(302, { location: `${store}${storePath}${token}` });
}

/** What is no part of the API; `null`: not our path. */
export function answerDownload(issues: IssueWorld, request: FakeRequest): Reply | null {
  if (!request.path.startsWith(storePath)) return null;
  if (request.credentials.kind !== "none") {
    return textReply(400, "Only one auth mechanism allowed; the address carries its own signature");
  }
  const token = request.path.slice(storePath.length);
  const bytes = issues.downloads.get(token);
  issues.downloads.delete(token);
  if (bytes === undefined) return textReply(403, "Request has expired");
  return { status: 200, headers: { "content-type": "application/octet-stream" }, bytes };
}
