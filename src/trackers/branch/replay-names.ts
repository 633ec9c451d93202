/**
 * A name that one side renamed while the other gave it to an issue: that issue follows, as it would have in the
 * commit of the rename. What became of a name is told by the issues that had it, and the epics of a milestone.
 */
import { ownerSubject } from "../../core/issue/issue.ts";
import type { NameKind } from "../../core/issue/write.ts";
import type { IssueFile } from "./issue-file.ts";
import type { BranchState, FreshIssue } from "./state.ts";

type Lists = Pick<BranchState, "milestones" | "components" | "versions">;
type Side = Lists & Pick<BranchState, "issues">;

export interface Followed {
  readonly issues: ReadonlyMap<number, IssueFile>;
  readonly fresh: readonly FreshIssue[];
}

export function followNames(
  base: Side,
  sides: readonly Side[],
  lists: Lists,
  { issues, fresh }: Followed,
): Followed {
  const kinds = ["milestone", "component", "version"] as const;
  const renames = kinds.flatMap((kind) => sides.flatMap((side) => findRenames(kind, base, side, lists)));
  if (renames.length === 0) return { issues, fresh };
  const follow = (file: IssueFile): IssueFile => {
    const { fields, deleted } = file.issue;
    const own = renames.filter(({ kind, from }) => deleted === null && fields[kind] === from);
    if (own.length === 0) return file;
    const names = Object.fromEntries(own.map(({ kind, to }) => [kind, to]));
    return { ...file, issue: { ...file.issue, fields: { ...fields, ...names } } };
  };
  return {
    issues: new Map([...issues].map(([number, file]) => [number, follow(file)])),
    fresh: fresh.map((one) => ({ ...one, file: follow(one.file) })),
  };
}

interface Rename {
  readonly kind: NameKind;
  readonly from: string;
  readonly to: string;
}

function findRenames(kind: NameKind, base: Side, side: Side, lists: Lists): Rename[] {
  const gone = namesOf(base, kind).filter((name) => !namesOf(lists, kind).includes(name));
  return gone.flatMap((from) => {
    const became = new Set<string | null | undefined>();
    for (const [number, { issue }] of base.issues) {
      const after = issue.fields[kind] === from ? side.issues.get(number)?.issue : undefined;
      if (after?.deleted === null) became.add(after.fields[kind]);
    }
    if (kind === "milestone") for (const name of milestonesOf(base, from, side)) became.add(name);
    const [to, ...others] = became;
    const isClear = typeof to === "string" && to !== from && others.length === 0;
    return isClear && namesOf(lists, kind).includes(to) ? [{ kind, from, to }] : [];
  });
}

/** Where a side has the epics that the milestone held. */
function milestonesOf(base: Lists, name: string, side: Lists): string[] {
  const epics = base.milestones.find((milestone) => milestone.name === name)?.epics ?? [];
  const subjects = new Set(epics.map(({ owner }) => ownerSubject(owner)));
  return side.milestones
    .filter((milestone) => milestone.epics.some(({ owner }) => subjects.has(ownerSubject(owner))))
    .map((milestone) => milestone.name);
}

function namesOf({ milestones, components, versions }: Lists, kind: NameKind): string[] {
  const records = { milestone: milestones, component: components, version: versions };
  return records[kind].map(({ name }) => name);
}
