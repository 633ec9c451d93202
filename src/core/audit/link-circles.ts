/**
 * Items that block each other in a circle which no spec alone shows: through issues of the tracker and items
 * of other specs, as they will stand when the plan is written. Circles that this run has no part in are others'.
 */
import type { Link, Target } from "../issue/field.ts";
import { ownerSubject } from "../issue/issue.ts";
import { blockingOf } from "../issue/links.ts";
import { issueName } from "../issue/mentions.ts";
import { planProblem } from "../item/plan-codes.ts";
import type { Problem } from "../item/problem.ts";
import type { Match } from "../match/match.ts";
import type { World } from "../match/world.ts";
import type { PlannedItem } from "../plan/item.ts";
import { findCircles } from "./circles.ts";

export function auditCircles(planned: readonly PlannedItem[], world: World): Problem[] {
  const edges = blockingEdges(planned, world);
  if (edges.size === 0) return [];
  const own = new Map(planned.map(({ match }) => [nodeOf(match), match]));
  const rank = new Map([...own.keys()].map((node, index) => [node, index]));
  return findCircles(edges).flatMap((circle) => {
    const [start] = circle.filter((node) => own.has(node)).sort((a, b) => rank.get(a)! - rank.get(b)!);
    if (start === undefined) return [];
    const first = circle.indexOf(start);
    const path = [...circle.slice(first), ...circle.slice(0, first), start];
    const { item } = own.get(start)!.desired;
    const message = `issues block each other: ${path.map((node) => nameOf(node, own, world)).join(" -> ")}`;
    return [planProblem("SP096", message, item.places["links"] ?? item.place)];
  });
}

type Edges = Map<string, string[]>;

function blockingEdges(planned: readonly PlannedItem[], world: World): Edges {
  const edges: Edges = new Map();
  const add = (from: string, to: string) => {
    const before = edges.get(from);
    if (before === undefined) edges.set(from, [to]);
    else before.push(to);
  };
  const addLinks = (node: string, links: readonly Link[], namespace: string) => {
    for (const { type, to } of links) {
      const other = targetNode(to, namespace);
      const way = other === node ? null : blockingOf(type);
      if (way === "forth") add(node, other);
      else if (way === "back") add(other, node);
    }
  };
  const changed = new Map<number, readonly Link[]>();
  for (const write of planned.flatMap(({ writes }) => writes)) {
    if (write.op === "update" && write.set.links !== undefined) changed.set(write.number, write.set.links);
    if (write.op !== "create" || write.owner === null) continue;
    const node = write.revive === null ? ownerSubject(write.owner) : issueName(write.revive);
    addLinks(node, write.fields.links ?? [], write.owner.namespace);
  }
  for (const { number, fields, deleted, owner } of world.snapshot.issues) {
    if (number === null || deleted !== null) continue;
    const links = changed.get(number) ?? fields.links ?? [];
    if (links.length > 0) addLinks(issueName(number), links, owner?.namespace ?? "");
  }
  return edges;
}

function targetNode(to: Target, namespace: string): string {
  return typeof to === "number" ? issueName(to) : ownerSubject({ namespace, key: to });
}

function nodeOf({ issue, owner }: Match): string {
  return issue === null || issue.number === null ? ownerSubject(owner) : issueName(issue.number);
}

function nameOf(node: string, own: ReadonlyMap<string, Match>, world: World): string {
  const key = own.get(node)?.owner.key;
  if (key !== undefined) return key;
  const issue = world.snapshot.issues.find(({ number }) => number !== null && issueName(number) === node);
  return issue?.owner?.key ?? node;
}
