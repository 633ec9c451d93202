/**
 * The lists of an Issues API. The first read takes all pages; a later one of the same process takes what was updated
 * since, and all pages again where the count says that something is gone. A page that fails fails the read.
 */
import type { Answer, HttpCall } from "../../http/call.ts";
import { collect, readPages } from "../../http/pages.ts";
import type { IssueCalls, NameList } from "./calls.ts";
import type { ApiIssue } from "./schema.ts";
import type { ApiNames } from "./snapshot.ts";

export interface Lists {
  /** By number; the first page alone says whether there is a tracker. */
  readIssues(): Promise<ReadonlyMap<number, ApiIssue>>;
  /** Asked once. */
  readNames(): Promise<ApiNames>;
  /** Whether nobody wrote since the last read, as far as one request tells. */
  isUnchanged(): Promise<boolean>;
  /** What our own writes answered. */
  put(issue: ApiIssue): void;
  drop(id: number): void;
  latest(): ReadonlyMap<number, ApiIssue>;
}

export type Send = <T>(call: HttpCall<T>) => Promise<Answer<T>>;

/** Hosts of several machines do not agree on the time to the second. */
const overlapMs = 5 * 60_000;

export function makeLists(send: Send, calls: IssueCalls): Lists {
  let issues = new Map<number, ApiIssue>();
  let names: Promise<ApiNames> | null = null;
  const list = async (query = {}) => {
    const found = await collect(readPages(send, calls.listIssues(query)));
    return new Map(found.map((issue) => [issue.id, issue]));
  };
  const listChanged = () => {
    const times = [...issues.values()].map((issue) => Date.parse(stampOf(issue)));
    const last = times.reduce((latest, time) => (time > latest ? time : latest), 0);
    return list({ q: `updated_on >= ${new Date(Math.max(0, last - overlapMs)).toISOString()}` });
  };
  const refresh = async () => {
    const next = new Map([...issues, ...(await listChanged())].sort(([a], [b]) => a - b));
    const { size } = (await send(calls.countIssues())).value;
    return size === next.size ? next : list();
  };
  const readNames = async (kind: NameList) =>
    (await collect(readPages(send, calls.listNames(kind)))).map(({ name }) => name);
  return {
    latest: () => issues,
    async readIssues() {
      // A copy: what is given out does not follow our writes.
      issues = new Map(issues.size === 0 ? await list() : await refresh());
      return new Map(issues);
    },
    readNames() {
      names ??= (async () => {
        const kinds = ["milestones", "components", "versions"] as const;
        const [milestones, components, versions] = await Promise.all(kinds.map(readNames));
        return { milestones: milestones!, components: components!, versions: versions! };
      })();
      return names;
    },
    async isUnchanged() {
      const changed = issues.size === 0 ? await list() : await listChanged();
      return [...changed.values()].every((issue) => {
        const known = issues.get(issue.id);
        return known !== undefined && stampOf(issue) === stampOf(known);
      });
    },
    put: (issue) => void issues.set(issue.id, issue),
    drop: (id) => void issues.delete(id),
  };
}

function stampOf(issue: ApiIssue): string {
  return issue.updated_on ?? issue.created_on;
}
