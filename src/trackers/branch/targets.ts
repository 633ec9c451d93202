/** References by key become references by number as soon as there is one. */
import type { Fields, Link, Target } from "../../core/issue/field.ts";
import { type Issue, ownerSubject } from "../../core/issue/issue.ts";
import { issueName } from "../../core/issue/mentions.ts";
import { SpectrynError } from "../../errors.ts";

/**
 * What references become: numbers by `ownerSubject`, by `new:<id>` for issues that just got their number, and
 * by the provisional number (`-1`) of issues without one. These get `new:<id>` while they stay unpublished.
 */
export type Numbers = ReadonlyMap<string, Target>;

export function newTarget(id: string): string {
  return `new:${id.toLowerCase()}`;
}

/** Whether it means an issue without a number, known here or not. */
export function isWaitingTarget(target: Target): boolean {
  return typeof target === "number" ? target < 0 : target.startsWith("new:");
}

export function resolveTarget(target: Target, namespace: string, numbers: Numbers): Target {
  if (typeof target === "number") return target < 0 ? resolveProvisional(target, numbers) : target;
  const byKey = numbers.get(ownerSubject({ namespace, key: target }));
  return byKey ?? numbers.get(target.toLowerCase()) ?? target;
}

/** Such a number means something in one view of this clone only; it is never stored. */
function resolveProvisional(number: number, numbers: Numbers): Target {
  const target = numbers.get(String(number));
  if (target !== undefined) return target;
  throw new SpectrynError("issue-unknown", `there is no issue ${issueName(number)} to refer to`, {
    hint: "spectryn issue list shows what there is",
    data: { number },
  });
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

/** An issue without its references to `gone`; the same object if it had none. */
export function withoutTargets(issue: Issue, gone: ReadonlySet<Target>): Issue {
  const { parent, epic, links } = issue.fields;
  const isGone = (target: Target | null | undefined) => target != null && gone.has(target);
  const isTouched = isGone(parent) || isGone(epic) || links?.some(({ to }) => isGone(to));
  if (!isTouched) return issue;
  const { parent: _parent, epic: _epic, links: _links, ...rest } = issue.fields;
  const kept = links?.filter(({ to }) => !isGone(to)) ?? [];
  const fields = {
    ...rest,
    ...(parent == null || isGone(parent) ? {} : { parent }),
    ...(epic == null || isGone(epic) ? {} : { epic }),
    ...(kept.length === 0 ? {} : { links: kept }),
  };
  return { ...issue, fields };
}

function uniqueLinks(links: readonly Link[]): Link[] {
  return [...new Map(links.map((link) => [`${link.type} ${link.to}`, link])).values()];
}
