/** People as commands name them: who I am, and which account a name means. */
import type { Issue } from "../../core/issue/issue.ts";
import { type Settings, toAccount } from "../../core/settings.ts";
import { nearest } from "../../core/suggest.ts";
import { SpectrynError } from "../../errors.ts";
import { readIdentity } from "../../git/identity.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Config } from "../configure.ts";
import type { OpenedTracker } from "../open/open.ts";
import type { Workspace } from "../workspace.ts";

export interface PeoplePlace {
  readonly workspace: Workspace;
  readonly config: Config;
  readonly settings: Settings;
  readonly opened: Pick<OpenedTracker, "kind" | "forge">;
  /** The web address of the tracker's repository. */
  readonly repository: string | null;
  /** The host may be asked. */
  readonly isOnline: boolean;
}

/** Every name under which this person's own work may stand in the tracker, the account first. */
export async function myNames({
  workspace,
  config,
  settings,
}: Pick<PeoplePlace, "workspace" | "config" | "settings">) {
  const { repository } = workspace;
  const person = repository === null ? null : await readIdentity(repository);
  const { username } = config.bitbucket;
  const names = [username === undefined ? null : toAccount(settings, username)];
  for (const name of [person?.email, person?.name]) {
    if (name === undefined) continue;
    const entry = Object.entries(settings.users).find((pair) => pair.some((word) => isSame(word, name)));
    names.push(entry?.[1] ?? null);
  }
  names.push(person?.name ?? null);
  return { names: [...new Set(names.filter((name) => name !== null))], gitName: person?.name ?? null };
}

/** The account of `@me`: the configured one, else git's person in `users`, else the login of the host. */
export async function findMe(place: PeoplePlace): Promise<string> {
  const { opened, isOnline } = place;
  const { names, gitName } = await myNames(place);
  const account = names.find((name) => name !== gitName) ?? null;
  if (account !== null) return account;
  if (opened.forge !== null && isOnline) {
    const user = await opened.forge.verify().then(
      ({ user }) => user,
      () => null,
    );
    if (user !== null) return user.name;
  }
  // A tracker without a host has no accounts: people are who git says they are.
  if (opened.kind === "local" && gitName !== null) return gitName;
  const known =
    gitName === null ? "git knows no user.name" : `git knows you as ${gitName}, which is no account`;
  throw new SpectrynError("option-missing", `it is not known who @me is: ${known}`, {
    hint: "Set BITBUCKET_USERNAME (bitbucket.username), or name your account in the table bitbucket.users.",
  });
}

/** The author of a comment: the account where it is known without asking, else git's person. */
export async function findAuthor(
  place: Pick<PeoplePlace, "workspace" | "config" | "settings">,
): Promise<string | null> {
  return (await myNames(place)).names[0] ?? null;
}

/** The account behind a name of a command: `null` for `none`. An unknown name is refused unless it is forced. */
export async function findAssignee(
  name: string,
  issues: readonly Pick<Issue, "fields" | "deleted" | "reporter">[],
  place: PeoplePlace,
  isForced: boolean,
): Promise<string | null> {
  const word = name.trim().replace(/^@/, "");
  if (word.toLowerCase() === "none" || word === "") return null;
  if (word.toLowerCase() === "me" && name.trim().startsWith("@")) return findMe(place);
  const account = toAccount(place.settings, word);
  if (account !== word) return account;
  const known = knownPeople(issues, place.settings);
  const found = known.find((candidate) => isSame(candidate, word));
  if (found !== undefined) return found;
  if (isForced) return word;
  const asked =
    place.isOnline && place.opened.forge !== null ? await askForge(place.opened.forge, word) : null;
  if (asked !== null && asked !== "nobody") return asked;
  const near = nearest(word, [...known, ...Object.keys(place.settings.users)]);
  if (near === null && asked === null) return word;
  const guess = near === null ? "" : `; did you mean "${near}"?`;
  const where =
    asked === "nobody" ? `nobody of ${place.opened.forge!.name} is called` : "nobody here is called";
  throw new SpectrynError("usage", `${where} "${word}"${guess}`, {
    hint: "To assign it nevertheless, add --force.",
    data: { name: word, near },
  });
}

/** Assignees, reporters and everybody in `users`. */
export function knownPeople(
  issues: readonly Pick<Issue, "fields" | "deleted" | "reporter">[],
  { users }: Settings,
): string[] {
  const names = issues.flatMap(({ fields, deleted, reporter }) =>
    deleted === null ? [fields.assignee ?? null, reporter] : [],
  );
  return [...new Set([...Object.values(users), ...names.filter((name) => name !== null)])];
}

/** The account; `null` where the host does not say. */
async function askForge(forge: Forge, name: string): Promise<string | "nobody" | null> {
  const found = await forge.findUsers(name).catch(() => null);
  if (found === null) return null;
  if (found.length === 0) return "nobody";
  if (found.length === 1) return found[0]!.name;
  const all = found.map((user) => `${user.displayName} (${user.id})`).join(", ");
  throw new SpectrynError("usage", `"${name}" is the name of several people: ${all}`, {
    hint: "Name one by the id in brackets.",
    data: { name },
  });
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
