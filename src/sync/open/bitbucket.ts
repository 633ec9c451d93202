/** Opens the tracker of a Bitbucket repository: how it is reached, and which of its stores it is. */
import { join } from "node:path";
import type { Config } from "../../config/config.ts";
import { SpectrynError } from "../../errors.ts";
import { createBareRepository, type Repository } from "../../git/repository.ts";
import type { Runtime } from "../../ports/runtime.ts";
import { trackers } from "../../trackers/registry.ts";
import { cloudFileLimit } from "../attachments/attached-files.ts";
import { keepingNames } from "../numbers/waiting-names.ts";
import { type Access, type AccessOptions, makeAccess } from "../place/access.ts";
import { warnOfVersion } from "../place/host-version.ts";
import { makeLogins, withCauses, withLogins } from "../place/logins.ts";
import { findPlace, type NamedRemote, type Place, toNamedRemote } from "../place/place.ts";
import { privateFolder } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import type { IssuesApi } from "./api.ts";
import { branchOptions } from "./branch-options.ts";
import type { OpenedTracker } from "./open.ts";
import { findStore, remembering } from "./use-store.ts";

export async function openBitbucket(
  workspace: Workspace,
  config: Config,
  remotes: readonly NamedRemote[],
  accessOptions: AccessOptions,
  runtime: Runtime,
): Promise<OpenedTracker> {
  const place = findPlace(config, remotes);
  refuseLargeFiles(config, place);
  const access = await makeAccess(config, place, remotes, accessOptions, runtime);
  const network = accessOptions.network ?? "required";
  const lost = network === "never" ? null : await warnOfVersion(workspace, config, place, access, runtime);
  const git = await openStore(workspace, place, access, runtime);
  const { remote, url } = git;
  const shown =
    place.remote?.address.shown ?? toNamedRemote({ name: remote, fetchUrl: url, pushUrl: url }).address.shown;
  const repositories = access.gitLogins.map((settings) => {
    const all = place.remote === null ? [...settings, [`remote.${remote}.url`, url] as const] : settings;
    return { ...git.repository, settings: all, pace: access.gitPace, sleep: runtime.clock.sleep };
  });
  const { forgeOptions } = access;
  const issues =
    forgeOptions &&
    whenAsked(async () => {
      const { reachIssuesApi } = await import("./api.ts");
      return reachIssuesApi(workspace, place, access, forgeOptions, { ...runtime, shown });
    });
  const isOnline = network !== "never";
  const warnings = [
    ...place.notes,
    ...(lost === null ? [] : [lost]),
    ...(access.connection.sslVerify ? [] : [`the certificate of ${hostOf(shown)} is not checked`]),
  ];
  const logins = makeLogins(repositories);
  const chosen = await findStore(workspace, {
    ...{ config, place, access, shown, isOnline, repositories: logins, remote, issues },
  }).catch((error: unknown) => {
    // Nobody else will tell them.
    for (const warning of warnings) runtime.tell(`warning: ${warning}`);
    throw error;
  });
  const { branch } = config.bitbucket;
  const openBranch = () => {
    const web = access.links?.repository() ?? null;
    const named = branchOptions({ name: `${shown}, branch ${branch}`, repository: web }, config, runtime);
    const [first, ...others] = logins
      .left()
      .map((repository) => trackers.branch(repository, remote, { ...named, network }));
    return withCauses(withLogins([first!, ...others]), access);
  };
  const { store } = chosen;
  const opened = store === "api" ? await issues!.open() : openBranch();
  const what = store === "api" ? `the issues of ${shown}` : `the branch ${branch} of ${shown}`;
  const why = place.remote === null ? chosen.why : `${chosen.why}; remote ${place.remote.name}`;
  const note = `tracker: ${what} (${why})`;
  if (chosen.isNew && chosen.isAsked) runtime.tell(note);
  return {
    tracker: remembering(keepingNames(opened, workspace), workspace, { ...chosen, shown }, runtime),
    kind: "bitbucket",
    notes: [note],
    warnings,
    remote: place.remote?.name ?? null,
    forge: access.forge,
    links: access.links,
  };
}

/** Most trackers are branches: what talks to issues behind the API is loaded when it is asked something. */
function whenAsked(reach: () => Promise<IssuesApi>): IssuesApi {
  let reached: Promise<IssuesApi> | null = null;
  const api = () => {
    reached ??= reach();
    return reached;
  };
  return { ask: async () => (await api()).ask(), open: async () => (await api()).open() };
}

function hostOf(shown: string): string {
  return shown.split("/")[0]!;
}

function refuseLargeFiles({ bitbucket }: Config, { kind }: Place): void {
  const limit = bitbucket.attachment_limit;
  if (kind !== "cloud" || limit * 1_000_000 <= cloudFileLimit) return;
  const message = `bitbucket.attachment_limit is ${limit}, and Bitbucket Cloud takes no file above 100 MB`;
  throw new SpectrynError("config", message, { hint: "Set bitbucket.attachment_limit to 100 or less." });
}

/** The clone itself, or outside of it a cache with nothing but the tracker's branch. */
async function openStore(
  workspace: Workspace,
  place: Place,
  access: Access,
  runtime: Runtime,
): Promise<{ repository: Repository; remote: string; url: string }> {
  if (place.remote !== null && workspace.repository !== null) {
    return { repository: workspace.repository, remote: place.remote.name, url: place.remote.fetchUrl };
  }
  const url = access.gitUrl ?? "";
  const folder = await privateFolder(workspace);
  const name = toNamedRemote({ name: "origin", fetchUrl: url, pushUrl: url }).address.shown;
  const path = join(folder, `${name.replace(/[^\w.-]+/g, "_")}.git`);
  return { repository: await createBareRepository(path, runtime), remote: "origin", url };
}
