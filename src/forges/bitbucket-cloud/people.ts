/** Accounts by the names people write. Cloud finds them only by id, and by e-mail for administrators. */
import type { HttpClient } from "../../http/client.ts";
import { collect, readPages } from "../../http/pages.ts";
import type { ForgeUser } from "../../ports/forge.ts";
import { getUserById, listMembers } from "./client.ts";
import { quote, toUser } from "./mapping.ts";

/** `557058:uuid`, the older 24 digits, or a uuid in braces. */
const idForm = /^(?:\d+:[0-9a-f-]{36}|[0-9a-f]{24}|\{[0-9a-f-]{36}\})$/i;
const emailForm = /^[^\s@]+@[^\s@]+$/;

export function makeFindUsers(http: HttpClient, workspace: string) {
  // A run looks up many names; the members are listed once.
  let members: Promise<ForgeUser[]> | null = null;
  return async (name: string): Promise<ForgeUser[]> => {
    if (idForm.test(name)) return byId(http, name);
    if (emailForm.test(name)) return byEmail(http, workspace, name);
    members ??= readMembers(http, workspace);
    const wanted = name.toLowerCase();
    const all = await members;
    const named = all.filter((user) => user.name.toLowerCase() === wanted);
    return named.length > 0 ? named : all.filter((user) => user.displayName.toLowerCase() === wanted);
  };
}

async function byId(http: HttpClient, id: string): Promise<ForgeUser[]> {
  const tried = await http.trySend(getUserById(id));
  if (tried.ok) return [toUser(tried.answer.value)].filter((user) => user !== null);
  if (tried.failure.status === 404) return [];
  throw http.toError(tried.failure);
}

async function byEmail(http: HttpClient, workspace: string, email: string): Promise<ForgeUser[]> {
  const query = { q: `user.email IN (${quote(email)})` };
  const tried = await http.trySend(listMembers(workspace, query).first);
  if (tried.ok) {
    const users = tried.answer.value.values.map(({ user }) => toUser(user));
    return users.filter((user) => user !== null).map((user) => ({ ...user, email: user.email ?? email }));
  }
  if (tried.failure.status !== 400 && tried.failure.status !== 403) throw http.toError(tried.failure);
  throw http.toError(tried.failure, {
    code: "permission",
    title: `Bitbucket finds people by e-mail address only for administrators of the workspace (${email})`,
    hint: "Name the account in the configuration instead, bitbucket.users: { address: account id }, or write the nickname.",
  });
}

async function readMembers(http: HttpClient, workspace: string): Promise<ForgeUser[]> {
  const found = await collect(readPages(http.send, listMembers(workspace)));
  return found.map(({ user }) => toUser(user)).filter((user) => user !== null);
}
