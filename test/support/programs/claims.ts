/**
 * The model that programs are checked against. It knows nothing of syncs: a *claim* is a value that somebody set on
 * purpose; it lives until somebody who saw it sets another one, clears it, or decides a conflict against it.
 *
 *   a claim that lives is seen in the tracker or in a spec, at every moment
 *   what is seen everywhere, when all is settled, are the claims that live, and nothing else
 */
import { scalars, type Values } from "./values.ts";

export interface Claims {
  /** As `US-1 title: T7`. */
  readonly living: Set<string>;
  /** Items that somebody removed or deleted at some time: what is left of them in the tracker is nobody's. */
  readonly removed: Set<string>;
  /** What may be seen, and need not: somebody chose it in a merge, say, after it was replaced elsewhere. */
  readonly tolerated: Set<string>;
}

export function makeClaims(): Claims {
  return { living: new Set(), removed: new Set(), tolerated: new Set() };
}

/** Somebody replaced a value that they saw by another; `null`: there was none, there shall be none. */
export function say(
  { living }: Claims,
  item: string,
  field: string,
  before: string | null,
  after: string | null,
): void {
  if (before !== null) living.delete(`${item} ${field}: ${before}`);
  if (after !== null) living.add(`${item} ${field}: ${after}`);
}

/** What somebody chose although it lives no more may be seen again. */
export function tolerateReplaced({ living, tolerated }: Claims, item: string, field: string, value: string) {
  const claim = `${item} ${field}: ${value}`;
  if (!living.has(claim)) tolerated.add(claim);
}

/** All that somebody changed, from what they saw to what they left. */
export function sayAll(claims: Claims, before: Values, after: Values): void {
  for (const item of new Set([...before.keys(), ...after.keys()])) {
    const [old, own] = [before.get(item), after.get(item)];
    if (own === undefined) claims.removed.add(item);
    for (const field of new Set([...(old?.keys() ?? []), ...(own?.keys() ?? [])])) {
      // Of two epics both are said again and again: that specs and tracker agree on them is looked at in the end.
      if (field === "epic") continue;
      const [a, b] = [old?.get(field) ?? [], own?.get(field) ?? []];
      if (b.length < a.length) claims.removed.add(`${item} ${field}`);
      for (const value of a) if (!b.includes(value)) say(claims, item, field, value, null);
      for (const value of b) if (!a.includes(value)) say(claims, item, field, null, value);
    }
  }
}

/**
 * Whether it is a subtask or a comment that may have left its spec: the tracker keeps it, with what people make of it
 * there, and tells of an orphan.
 */
export function isLeft({ removed }: Claims, claim: string): boolean {
  const [item = "", field = ""] = claim.split(" ");
  const name = field.slice(0, -1);
  return (
    (name === "subtasks" || name === "comments") && (removed.has(item) || removed.has(`${item} ${name}`))
  );
}

/** Claims that are seen in none of the places. */
export function lostClaims({ living }: Claims, places: readonly Values[]): string[] {
  const seen = places.map(claimsOf);
  return [...living].filter((claim) => !seen.some((place) => place.has(claim)));
}

/** What is seen in a place although nobody wants it there (any more). */
export function unwanted(claims: Claims, place: Values): string[] {
  const { living, tolerated, removed } = claims;
  return [...claimsOf(place)].filter(
    (claim) =>
      !living.has(claim) && !tolerated.has(claim) && !isWord(claim) && !removed.has(claim.split(" ")[0]!),
  );
}

/** What is no claim: the epic, and what hosts say where nobody said anything. */
function isWord(claim: string): boolean {
  return / (epic: .*|state: new|priority: major)$/.test(claim);
}

/** All that is said in a place. */
export function claimsOf(values: Values): ReadonlySet<string> {
  const known = said.get(values) ?? new Set(listValues(values));
  said.set(values, known);
  return known;
}

const said = new WeakMap<Values, ReadonlySet<string>>();

function listValues(values: Values): string[] {
  return [...values].flatMap(([item, fields]) =>
    [...fields].flatMap(([field, list]) => list.map((value) => `${item} ${field}: ${value}`)),
  );
}

/** Two histories of one document, as a person merges them, who decides where both changed one value. */
export function mergeValues(
  claims: Claims,
  { base, ours, theirs }: Readonly<Record<"base" | "ours" | "theirs", Values>>,
  isOurs: boolean,
): Values {
  const merged = new Map<string, Fields>();
  for (const item of new Set([...ours.keys(), ...theirs.keys()])) {
    const sides = [base, ours, theirs].map((values) => values.get(item)) as [Own, Own, Own];
    const decide = (field: string, o: List, t: List) => {
      const [won, lost] = isOurs ? [o, t] : [t, o];
      for (const value of lost) say(claims, item, field, value, null);
      // What was replaced elsewhere may come back by this, and what lost here by the tracker, which knows of no merge.
      for (const value of [...won, ...lost]) claims.tolerated.add(`${item} ${field}: ${value}`);
      return won;
    };
    const own = mergeItem(...sides, decide);
    if (own !== null) merged.set(item, own);
    else sayAll(claims, new Map([[item, ours.get(item) ?? theirs.get(item)!]]), new Map());
  }
  // What one side replaced and the other side has as new comes back by the merge.
  for (const claim of claimsOf(merged)) {
    if (!claimsOf(base).has(claim) && !claims.living.has(claim)) claims.tolerated.add(claim);
  }
  return merged;
}

type List = readonly string[];
type Fields = ReadonlyMap<string, List>;
type Own = Fields | undefined;
type Decide = (field: string, ours: List, theirs: List) => List;

function mergeItem(base: Own, ours: Own, theirs: Own, decide: Decide): Fields | null {
  if (ours === undefined || theirs === undefined) {
    const left = ours ?? theirs;
    // Removed on one side; kept where the other side changed it.
    return base !== undefined && isSame(base, left!) ? null : left!;
  }
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  return new Map([...names].map((name) => [name, mergeField(name, base, ours, theirs, decide)]));
}

function mergeField(name: string, base: Own, ours: Own, theirs: Own, decide: Decide): List {
  const [b, o, t] = [base, ours, theirs].map((own) => own?.get(name) ?? []) as [List, List, List];
  if (!scalars.includes(name)) {
    const kept = o.filter((value) => t.includes(value) || !b.includes(value));
    return [...kept, ...t.filter((value) => !o.includes(value) && !b.includes(value))];
  }
  const is = (one: List, other: List) => one.join("\n") === other.join("\n");
  if (is(o, t) || is(t, b)) return o;
  if (is(o, b)) return t;
  return decide(name, o, t);
}

function isSame(one: Fields, other: Fields): boolean {
  const text = (own: Fields) => JSON.stringify([...own].filter(([, list]) => list.length > 0).sort());
  return text(one) === text(other);
}
