/** References by key become references by number as soon as there is one. */
import type { Fields, Link, Target } from "../../core/field.ts";
import { type Issue, ownerSubject } from "../../core/issue.ts";

/**
 * What references become: numbers by `ownerSubject`, by `new:<id>` for issues that just got their number, and
 * by the provisional number (`-1`) of issues without one. These get `new:<id>` while they stay unpublished.
 */
export type Numbers = ReadonlyMap<string, Target>;

export function newTarget(id: string): string {
  return `new:${id.toLowerCase()}`;
}

export function resolveTarget(target: Target, namespace: string, numbers: Numbers): Target {
  if (typeof target === "number") return target < 0 ? (numbers.get(String(target)) ?? target) : target;
  const byKey = numbers.get(ownerSubject({ namespace, key: target }));
  return byKey ?? numbers.get(target.toLowerCase()) ?? target;
}

/** The same record if nothing in it resolves. */
export function resolveFields<T extends Fields>(fields: T, namespace: string, numbers: Numbers): T {
  let result = fields;
  for (const name of ["parent", "epic"] as const) {
    const target = fields[name];
    if (target === undefined || target === null) continue;
    const resolved = resolveTarget(target, namespace, numbers);
    if (resolved !== target) result = { ...result, [name]: resolved };
  }
  if (fields.links?.some(({ to }) => typeof to === "string" || to < 0)) {
    const links = fields.links.map((link) => ({ ...link, to: resolveTarget(link.to, namespace, numbers) }));
    if (links.some(({ to }, index) => to !== fields.links![index]!.to)) {
      result = { ...result, links: uniqueLinks(links) };
    }
  }
  return result;
}

/** An issue with its references and those of its base resolved; the same object if none was. */
export function resolveIssue(issue: Issue, numbers: Numbers): Issue {
  const namespace = issue.owner?.namespace ?? "";
  const fields = resolveFields(issue.fields, namespace, numbers);
  const base = issue.base === null ? null : resolveFields(issue.base, namespace, numbers);
  return fields === issue.fields && base === issue.base ? issue : { ...issue, fields, base };
}

function uniqueLinks(links: readonly Link[]): Link[] {
  return [...new Map(links.map((link) => [`${link.type} ${link.to}`, link])).values()];
}
