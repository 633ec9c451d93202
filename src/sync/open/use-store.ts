/** Which store a run uses, asked of the place; and that it was used, so that no later run takes the other one unasked. */
import type { Config } from "../../config/config.ts";
import { SpectrynError } from "../../errors.ts";
import { readRemoteBranch } from "../../git/remote.ts";
import type { Repository } from "../../git/repository.ts";
import type { Runtime } from "../../ports/runtime.ts";
import type { Tracker } from "../../ports/tracker.ts";
import type { Access } from "../place/access.ts";
import { explained, type Logins } from "../place/logins.ts";
import type { Place } from "../place/place.ts";
import { readState, rememberStore } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import type { IssuesApi } from "./api.ts";
import { askStore, type ChosenStore, chooseStore, type StoreQuestion } from "./choose-store.ts";

export interface StorePlace {
  readonly config: Config;
  readonly place: Place;
  readonly access: Access;
  readonly shown: string;
  readonly isOnline: boolean;
  /** The repository with what git needs for each form of the login. */
  readonly repositories: Logins<Repository>;
  readonly remote: string;
  readonly issues: IssuesApi | null;
}

export async function findStore(
  workspace: Workspace,
  { config, place, access, shown, isOnline, repositories, remote, issues }: StorePlace,
): Promise<UsedStore> {
  const { issues: wanted, branch } = config.bitbucket;
  if (issues === null && wanted === "api") throw noAddress(shown);
  const host = hostOf(place, access);
  const before = (await readState(workspace)).stores[shown] ?? null;
  const question: StoreQuestion = {
    ...{ wanted, host, name: shown, branch, before, isOnline },
    hasBranch: () => explained(hasBranch(repositories, remote, branch), `${shown}, branch ${branch}`, access),
    askIssues: () => explained(issues!.ask(), shown, access),
  };
  const chosen = await chooseStore(question);
  if (chosen.store === "api" && access.forge === null) throw noLogin(shown);
  const isOpen = host === "old root" || chosen.store === "api";
  const confirm = async () => void (chosen.isAssumed && (await askStore(question)));
  return { ...chosen, isNew: isOpen && before !== chosen.store, confirm };
}

export interface UsedStore extends ChosenStore {
  /** Nothing was in it from here yet, and another host, or day, could answer otherwise: to be told and remembered. */
  readonly isNew: boolean;
  /** To be called where nothing is in it: throws where the issues are elsewhere by now. */
  readonly confirm: () => Promise<void>;
}

function hostOf({ kind, baseUrl }: Place, { forge }: Access): StoreQuestion["host"] {
  if (baseUrl === null) return kind === "cloud" ? "itself" : "server";
  const url = new URL(baseUrl);
  if (kind === "cloud" && url.hostname.endsWith("bitbucket.org")) return "itself";
  if (kind === "server" && !/\/2\.0\/?$/.test(url.pathname)) return "server";
  return forge === null ? "silent" : "old root";
}

/** A git that is not there has no branch; one that refuses says nothing. */
async function hasBranch(repositories: Logins<Repository>, remote: string, branch: string): Promise<boolean> {
  try {
    const tip = await repositories.use((repository) => readRemoteBranch(repository, remote, branch));
    return tip !== null;
  } catch (error) {
    const isNone =
      error instanceof SpectrynError &&
      (error.code === "repository-missing" || error.code === "unexpected-answer");
    if (isNone) return false;
    throw error;
  }
}

/** The tracker, which notes where the issues are as soon as some of specs are there. */
export function remembering(
  tracker: Tracker,
  workspace: Workspace,
  { shown, store, isNew, confirm }: UsedStore & { readonly shown: string },
  { log }: Pick<Runtime, "log">,
): Tracker {
  let isNoted = !isNew;
  const note = async () => {
    if (isNoted) return;
    isNoted = true;
    await rememberStore(workspace, shown, store).catch((error: Error) =>
      log(`not remembered: ${error.message}`),
    );
  };
  return {
    ...tracker,
    async read(scope) {
      const snapshot = await tracker.read(scope);
      if (snapshot.tip === null && snapshot.offline === null) await confirm();
      if (snapshot.issues.some(({ owner }) => owner !== null)) await note();
      return snapshot;
    },
    async readIndex() {
      const index = await tracker.readIndex();
      if (index.tip === null && index.offline === null) await confirm();
      return index;
    },
    async commit(batch) {
      const outcome = await tracker.commit(batch);
      if (outcome.status === "done" && batch.writes.length > 0) await note();
      return outcome;
    },
  };
}

function noAddress(shown: string): SpectrynError {
  return new SpectrynError("config", `bitbucket.issues is api, and no REST API of ${shown} is known`, {
    hint: "Set BITBUCKET_BASE_URL to its address, or bitbucket.issues to branch.",
  });
}

function noLogin(shown: string): SpectrynError {
  return new SpectrynError(
    "authentication",
    `the issues of ${shown} are asked over REST, which takes an API token only with its account's e-mail address`,
    { hint: "Set BITBUCKET_EMAIL (bitbucket.email) to the address you log in to Atlassian with." },
  );
}
