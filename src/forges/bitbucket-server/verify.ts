/** Is it a Bitbucket, which one, who are we there, and is the repository there. */
import { SpectrynError } from "../../errors.ts";
import type { FailedAnswer, HeaderReader } from "../../http/call.ts";
import type { HttpClient } from "../../http/client.ts";
import type { ForgeCheck, ForgeUser } from "../../ports/forge.ts";
import { getDefaultBranch, getProperties, getRepository, getUser } from "./client.ts";
import { isOlder, lostWith, oldestServer, recommendedServer } from "./config.ts";
import { toUser } from "./mapping.ts";
import { exceptionOf, noApiHere } from "./rules.ts";

export interface ServerPlace {
  readonly http: HttpClient;
  readonly webUrl: string;
  readonly project: string;
  readonly repo: string;
  /** What was already noticed about the address. */
  readonly note: string | null;
}

export async function verifyServer(place: ServerPlace): Promise<ForgeCheck> {
  const { http, project, repo } = place;
  const version = await readVersion(place);
  const tried = await http.trySend(getRepository(project, repo));
  if (!tried.ok) throw explainNoRepository(place, tried.failure);
  const { value, headers } = tried.answer;
  const user = await readUser(http, headers);
  const mainBranch = await readMainBranch(place);
  const isPrivate = value.public === undefined ? null : !value.public;
  const repository = `${value.project.key}/${value.slug}`;
  return { user, repository, mainBranch, isPrivate, version, notes: notesOf(place, version, user) };
}

/** Without credentials: an unknown host gets none. */
export async function readVersion({ http, webUrl }: Pick<ServerPlace, "http" | "webUrl">): Promise<string> {
  const { version } = await readProperties(http, webUrl);
  if (!isOlder(version, oldestServer)) return version;
  throw new SpectrynError(
    "server-too-old",
    `Bitbucket Server ${version} at ${webUrl} is too old: spectryn needs ${oldestServer}, better ${recommendedServer}`,
    { hint: "Update the Server.", data: { version, oldest: oldestServer } },
  );
}

async function readProperties(http: HttpClient, webUrl: string): Promise<{ readonly version: string }> {
  const explanation = { ...noApiHere, title: `there is no Bitbucket Server at ${webUrl}` };
  try {
    const tried = await http.trySend(getProperties);
    if (tried.ok) return tried.answer.value;
    // Only what says "there is nothing": a host that is down, or lets nobody in, may be one all the same.
    const isNothing = [400, 404, 405, 406, 410].includes(tried.failure.status);
    throw isNothing ? http.toError(tried.failure, explanation) : http.toError(tried.failure);
  } catch (error) {
    if (!(error instanceof SpectrynError) || error.code !== "unexpected-answer") throw error;
    throw new SpectrynError("not-bitbucket", `${explanation.title}: ${error.message}`, {
      hint: error.hint ?? noApiHere.hint ?? "",
      data: error.data,
      cause: error,
    });
  }
}

/** The header that every answer to a login carries; a project's or repository's token may have none. */
export async function readUser(http: HttpClient, headers: HeaderReader): Promise<ForgeUser | null> {
  const encoded = headers.get("x-ausername");
  if (encoded === null || encoded === "" || encoded === "anonymous") return null;
  const name = decodeName(encoded);
  const tried = await http.trySend(getUser(name.toLowerCase()));
  return (tried.ok ? toUser(tried.answer.value) : null) ?? { id: name, name, displayName: name, email: null };
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A name with a bare % in it was never encoded.
    return text;
  }
}

/** An empty repository has none. */
async function readMainBranch({ http, project, repo }: ServerPlace): Promise<string | null> {
  const tried = await http.trySend(getDefaultBranch(project, repo));
  if (tried.ok) return tried.answer.value?.displayId ?? null;
  if (tried.failure.status === 404) return null;
  throw http.toError(tried.failure);
}

function explainNoRepository({ http, project, repo }: ServerPlace, failure: FailedAnswer): SpectrynError {
  const own = http.toError(failure);
  const data = { project, repo };
  if (own.code === "workspace-missing") {
    return http.toError(failure, {
      code: own.code,
      title: `project "${project}" was not found, or the account has no access to it`,
      hint: "On Server BITBUCKET_WORKSPACE is the project key (~name for a personal project).",
      data,
    });
  }
  if (own.code !== "repository-missing") return own;
  return http.toError(failure, {
    code: own.code,
    title: `repository "${project}/${repo}" was not found, or the account has no access to it`,
    hint: "Check BITBUCKET_REPO, the slug in the address, and that the account may see it.",
    data: { ...data, exception: exceptionOf(failure) },
  });
}

function notesOf({ note, webUrl }: ServerPlace, version: string, user: ForgeUser | null): string[] {
  const nobody =
    user === null
      ? "the Server does not say who is logged in: a project's or repository's token, or no login at all"
      : null;
  return [note, lostWith(version, webUrl), nobody].filter((text) => text !== null);
}
