/**
 * The lists of an Issues API. The first read takes all pages; a later one of the same process takes the pages of what
 * was updated since, and all again where the count says that something is gone. A page that fails fails the read.
 */
import type { Answer, HttpCall } from "../../http/call.ts";
import { collect, mostPages, readPages } from "../../http/pages.ts";
import type { IssueCalls, NameList } from "./calls.ts";
import type { ApiIssue } from "./schema.ts";
import type { ApiNames } from "./snapshot.ts";

export interface Lists {
  /** By number; the first page alone says whether there is a tracker. */
  readIssues(): Promise<ReadonlyMap<number, ApiIssue>>;
  /** Asked once, until they are forgotten. */
  readNames(): Promise<ApiNames>;
  forgetNames(): void;
  /** Whether nobody wrote since the last read, as far as one request tells. */
  isUnchanged(): Promise<boolean>;
  /** What our own writes answered. */
  put(issue: ApiIssue): void;
  drop(id: number): void;
  latest(): ReadonlyMap<number, ApiIssue>;
  /** The highest number that was read or put. */
  lastNumber(): number;
}

type IssuePage = {
  readonly values: ApiIssue[];
  readonly next?: string | undefined;
  readonly size?: number | undefined;
};

export type Send = <T>(call: HttpCall<T>) => Promise<Answer<T>>;

export function makeLists(send: Send, calls: IssueCalls): Lists {
  let issues = new Map<number, ApiIssue>();
  let last = 0;
  let names: Promise<ApiNames> | null = null;
  const list = async () => {
    const found = await collect(readPages(send, calls.listIssues()));
    return new Map(found.map((issue) => [issue.id, issue]));
  };
  const isKnown = (issue: ApiIssue | undefined) => {
    const known = issue === undefined ? undefined : issues.get(issue.id);
    return known !== undefined && stampOf(known) === stampOf(issue!);
  };
  /** The latest updates, back to a page that ends with what is known; a whole page may be out of order. */
  const listChanged = async () => {
    const listing = calls.listIssues({ sort: "-updated_on" });
    const changed: ApiIssue[] = [];
    let size: number | undefined;
    let call: typeof listing.first | null = listing.first;
    // A host that goes round in circles is told by the list of all.
    for (let pages = 0; call !== null && pages < mostPages; pages += 1) {
      const { value: page }: Answer<IssuePage> = await send(call);
      size ??= page.size;
      changed.push(...page.values.filter((issue) => !isKnown(issue)));
      call = isKnown(page.values.at(-1)) ? null : listing.next(page, call);
    }
    return { changed, size };
  };
  const refresh = async () => {
    const { changed, size } = await listChanged();
    const all = [...issues, ...changed.map((issue) => [issue.id, issue] as const)];
    const next = new Map([...new Map(all)].sort(([a], [b]) => a - b));
    return size === next.size ? next : list();
  };
  const readNames = async (kind: NameList) =>
    new Map(
      (await collect(readPages(send, calls.listNames(kind)))).map(({ name, id }) => [
        name,
        String(id ?? name),
      ]),
    );
  return {
    latest: () => issues,
    async readIssues() {
      // A copy: what is given out does not follow our writes.
      issues = new Map(issues.size === 0 ? await list() : await refresh());
      for (const id of issues.keys()) last = Math.max(last, id);
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
    forgetNames() {
      names = null;
    },
    async isUnchanged() {
      const { changed, size = issues.size } = await listChanged();
      return changed.length === 0 && size === issues.size;
    },
    put(issue) {
      issues.set(issue.id, issue);
      last = Math.max(last, issue.id);
    },
    lastNumber: () => last,
    drop: (id) => void issues.delete(id),
  };
}

function stampOf(issue: ApiIssue): string {
  return issue.updated_on ?? issue.created_on;
}
