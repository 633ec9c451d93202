/** Login, workspace and repository, each with its own answer. */
import type { FailedAnswer } from "../../http/call.ts";
import type { HttpClient } from "../../http/client.ts";
import type { ForgeCheck, ForgeUser } from "../../ports/forge.ts";
import { getRepositories, getRepository, getUser } from "./client.ts";
import { toUser } from "./mapping.ts";

export async function verifyCloud(http: HttpClient, workspace: string, repo: string): Promise<ForgeCheck> {
  const found = await http.trySend(getRepository(workspace, repo));
  if (!found.ok) throw await explainNoRepository(http, found.failure, workspace, repo);
  const { user, notes } = await whoAmI(http);
  const { full_name, is_private, mainbranch } = found.answer.value;
  return {
    user,
    repository: full_name,
    mainBranch: mainbranch?.name ?? null,
    isPrivate: is_private ?? null,
    version: null,
    notes,
  };
}

/** A token without the scope for it, or of a repository, is no failure: nothing else depends on it. */
export async function whoAmI(http: HttpClient): Promise<{ user: ForgeUser | null; notes: string[] }> {
  const tried = await http.trySend(getUser());
  if (tried.ok) return { user: toUser(tried.answer.value), notes: [] };
  const { failure } = tried;
  if (!failure.hasLogin)
    return { user: null, notes: ["no credentials for REST: only what is public is visible"] };
  if (failure.status === 401 || failure.status === 403 || failure.status === 404) {
    const note = "Bitbucket does not say who the token belongs to (it has no scope to read the user)";
    return { user: null, notes: [note] };
  }
  throw http.toError(failure);
}

/** Cloud answers 404 for what does not exist and for what one may not see; the workspace's list tells a little. */
async function explainNoRepository(http: HttpClient, failure: FailedAnswer, workspace: string, repo: string) {
  const own = http.toError(failure);
  if (failure.status !== 404 || own.code === "not-bitbucket") return own;
  const listed = await http.trySend(getRepositories(workspace));
  const data = { workspace, repo };
  if (!listed.ok && listed.failure.status === 404) {
    return http.toError(listed.failure, {
      code: "workspace-missing",
      title: `workspace "${workspace}" was not found, or the token has no access to it`,
      hint: "The workspace is the first part of the repository's address: bitbucket.org/WORKSPACE/REPOSITORY. Set BITBUCKET_WORKSPACE.",
      data,
    });
  }
  return http.toError(failure, {
    code: "repository-missing",
    title: `repository "${workspace}/${repo}" was not found, or it is private and the token has no access to it`,
    hint: "Check BITBUCKET_REPO (the slug in the address); if it is right, give the token's account access: Bitbucket shows a private repository as missing.",
    data,
  });
}
