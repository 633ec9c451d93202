/** Puts the sources together: for each option the first that has a value wins, tables entry by entry. */
import { resolve } from "node:path";
import { isSameWord } from "../core/item/mapping.ts";
import type { Assignment } from "./layer.ts";
import { findOption } from "./options.ts";

/** The winners; sources come in order, the strongest first. */
export function mergeAssignments(sources: readonly (readonly Assignment[])[]): Assignment[] {
  const winners: Assignment[] = [];
  for (const assignment of sources.flat()) {
    const isTaken = winners.some((other) => isSameSlot(other, assignment));
    if (!isTaken) winners.push(assignment);
  }
  return winners;
}

function isSameSlot(a: Assignment, b: Assignment): boolean {
  if (a.key !== b.key) return false;
  return a.entry === null || b.entry === null ? a.entry === b.entry : isSameWord(a.entry, b.entry);
}

/** The nested form that the schema reads. */
export function toNested(winners: readonly Assignment[], home: string): Record<string, unknown> {
  const nested: Record<string, unknown> = {};
  for (const { key, entry, value, folder } of winners) {
    const path = entry === null ? key.split(".") : [...key.split("."), entry];
    const isPath = findOption(key)?.facts.isPath === true;
    put(nested, path, isPath ? resolvePath(String(value), folder, home) : value);
  }
  return nested;
}

function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  const isOwn = Object.hasOwn(target, name);
  const inner = rest.length === 0 ? value : isOwn ? target[name] : {};
  // A word of a table may be `__proto__`; it must not reach the prototype.
  Object.defineProperty(target, name, { value: inner, enumerable: true, configurable: true, writable: true });
  if (rest.length > 0) put(inner as Record<string, unknown>, rest, value);
}

/** A shell does not expand `~` in a file. */
function resolvePath(path: string, folder: string, home: string): string {
  return path.startsWith("~/") ? resolve(home, path.slice(2)) : resolve(folder, path);
}
