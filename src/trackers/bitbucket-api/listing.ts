/**
 * The lists of an Issues API. The first read takes all pages; a later one of the same process takes what was updated
 * since, and all pages again where the count says that something is gone. A page that fails fails the read.
 */
import type { HttpClient } from "../../http/client.ts";
import { collect, readPages } from "../../http/pages.ts";
import type { IssueCalls, NameList } from "./calls.ts";
import type { ApiIssue } from "./schema.ts";
import type { ApiLists } from "./snapshot.ts";

export interface Lists {
  /** From one look at the host. */
  read(): Promise<ApiLists>;
  /** Whether nobody wrote since the last read, as far as one request tells. */
  isUnchanged(): Promise<boolean>;
  /** What our own writes answered. */
  put(issue: ApiIssue): void;
  drop(id: number): void;
  latest(): ApiLists;
}

/** Hosts of several machines do not agree on the time to the second. */
const overlapMs = 5 * 60_000;

export function makeLists(http: HttpClient, calls: IssueCalls): Lists {
  let issues: Map<number, ApiIssue> | null = null;
  let names: Pick<ApiLists, NameList> | null = null;
  const list = (query = {}) => collect(readPages(http.send, calls.listIssues(query)));
  const readAll = async () => new Map((await list()).map((issue) => [issue.id, issue]));
  const changedSince = (known: ReadonlyMap<number, ApiIssue>) => {
    const times = [...known.values()].map(updatedOf).filter((time) => !Number.isNaN(time));
    const last = times.reduce((latest, time) => Math.max(latest, time), 0);
    return list({ q: `updated_on >= ${new Date(Math.max(0, last - overlapMs)).toISOString()}` });
  };
  const readIssues = async () => {
    if (issues === null || issues.size === 0) return readAll();
    const changed = await changedSince(issues);
    const next = new Map([...issues, ...changed.map((issue) => [issue.id, issue] as const)]);
    const { size } = (await http.send(calls.countIssues())).value;
    return size === next.size ? sorted(next) : readAll();
  };
  const readNames = async (kind: NameList) =>
    (await collect(readPages(http.send, calls.listNames(kind)))).map(({ name }) => name);
  const latest = (): ApiLists => ({
    issues: issues ?? new Map(),
    ...(names ?? { milestones: [], components: [], versions: [] }),
  });
  return {
    latest,
    async read() {
      // First alone: where there is no tracker this says so, once.
      issues = await readIssues();
      if (names === null) {
        const [milestones, components, versions] = await Promise.all([
          readNames("milestones"),
          readNames("components"),
          readNames("versions"),
        ]);
        names = { milestones, components, versions };
      }
      return latest();
    },
    async isUnchanged() {
      const known = latest().issues;
      const changed = known.size === 0 ? await list() : await changedSince(known);
      return changed.every((issue) => stampOf(issue) === stampOf(known.get(issue.id)));
    },
    put(issue) {
      issues?.set(issue.id, issue);
    },
    drop(id) {
      issues?.delete(id);
    },
  };
}

function stampOf(issue: ApiIssue | undefined): string | null {
  return issue === undefined ? null : (issue.updated_on ?? issue.created_on);
}

function updatedOf(issue: ApiIssue): number {
  return Date.parse(stampOf(issue)!);
}

function sorted(issues: ReadonlyMap<number, ApiIssue>): Map<number, ApiIssue> {
  return new Map([...issues].sort(([a], [b]) => a - b));
}
