/** The body of an issue as it is sent, judged member by member: what the API refused is 400. */
import type { Reply } from "../app/reply.ts";
import type { CloudUser } from "../cloud/world.ts";
import { badRequest, type IssueCall } from "./route.ts";
import {
  type FakeIssue,
  type FakeName,
  issueKinds,
  issuePriorities,
  issueStates,
  longestTitle,
} from "./world.ts";

/** Labels, parents, epics and watchers never were among them. */
export const issueFields = [
  "type",
  "title",
  "content",
  "kind",
  "priority",
  "state",
  "assignee",
  "milestone",
  "component",
  "version",
];

type Values = Partial<
  Pick<
    FakeIssue,
    "title" | "raw" | "kind" | "priority" | "state" | "assignee" | "milestone" | "component" | "version"
  >
>;

export type ReadValues = { readonly values: Values } | { readonly refusal: Reply };

type Body = Readonly<Record<string, unknown>>;
type Put = (values: Values, value: unknown, call: IssueCall) => string | null;

export function readValues(call: IssueCall): ReadValues {
  const body = (call.request.body ?? {}) as Body;
  const values: Values = {};
  for (const [name, value] of Object.entries(body)) {
    if (name === "type") continue;
    const problem = members[name]!(values, value, call);
    if (problem !== null) return { refusal: badRequest({ [name]: problem }) };
  }
  return { values };
}

const members: Readonly<Record<string, Put>> = {
  title(values, value) {
    if (typeof value !== "string" || value.trim() === "") return "required key not provided";
    if ([...value].length > longestTitle) return `Longer than maximum length ${longestTitle}`;
    values.title = value;
    return null;
  },
  content(values, value) {
    const { raw, markup, ...others } = (value ?? {}) as Body;
    if (Object.keys(others).length > 0) return `extra keys not allowed: ${Object.keys(others).join(", ")}`;
    if (raw !== null && typeof raw !== "string") return "raw: required key not provided";
    if (markup !== undefined && markup !== "markdown") return "markup: this repository takes markdown";
    values.raw = raw ?? "";
    return null;
  },
  kind: oneOf("kind", issueKinds),
  priority: oneOf("priority", issuePriorities),
  state: oneOf("state", issueStates),
  assignee(values, value, call) {
    const user = findUser(value, call);
    if (user === undefined) return "no account with this account_id or uuid";
    values.assignee = user;
    return null;
  },
  milestone: named("milestone"),
  component: named("component"),
  version: named("version"),
};

function oneOf<K extends "kind" | "priority" | "state">(name: K, allowed: readonly string[]): Put {
  return (values, value) => {
    if (typeof value !== "string" || !allowed.includes(value)) {
      return `"${String(value)}" is not one of ${allowed.join(", ")}`;
    }
    Object.assign(values, { [name]: value });
    return null;
  };
}

/** Only by what never changes: user names have not been accepted since 2019. */
function findUser(value: unknown, { world }: IssueCall): CloudUser | null | undefined {
  if (value === null) return null;
  const { account_id, uuid, type: _, ...others } = (value ?? {}) as Body;
  if (Object.keys(others).length > 0) return undefined;
  return world.users.find((user) => user.accountId === account_id || user.uuid === uuid);
}

/** By its name or id; a name that is not there is not created. */
function named(kind: "milestone" | "component" | "version"): Put {
  return (values, value, { tracker }) => {
    if (value === null) {
      values[kind] = null;
      return null;
    }
    const { name, id } = (value ?? {}) as Body;
    const found = tracker[`${kind}s`].find((known: FakeName) => known.name === name || known.id === id);
    if (found === undefined) return `there is no ${kind} "${String(name ?? id)}"`;
    values[kind] = found;
    return null;
  };
}

const loggedNames = [
  "title",
  "state",
  "kind",
  "priority",
  "assignee",
  "milestone",
  "component",
  "version",
] as const;
const longestLogged = 254;

/** What differs, in the words of the log: strings, "" for none, texts cut. */
export function changesOf(before: FakeIssue, after: Values) {
  const changes: Record<string, { old: string; new: string }> = {};
  const word = (value: unknown): string => {
    if (value === null || value === undefined) return "";
    if (typeof value === "string") return value;
    const { name, nickname } = value as { name?: string; nickname?: string };
    return name ?? nickname ?? "";
  };
  for (const name of loggedNames) {
    const next = after[name];
    if (next === undefined || next === before[name]) continue;
    changes[name] = { old: word(before[name]), new: word(next) };
    if (name === "assignee") {
      const id = (user: CloudUser | null | undefined) => user?.accountId ?? "";
      changes["assignee_account_id"] = { old: id(before.assignee), new: id(after.assignee) };
    }
  }
  if (after.raw !== undefined && after.raw !== before.raw) {
    const cut = (text: string) => [...text].slice(0, longestLogged).join("");
    changes["content"] = { old: cut(before.raw), new: cut(after.raw) };
  }
  return changes;
}
