/**
 * The host's words: what an issue's state, priority, kind and links can be.
 * Source: the Bitbucket issue tracker (Issues API 2.0), kept by the branch format.
 */

export const states = [
  "submitted",
  "new",
  "open",
  "resolved",
  "on hold",
  "invalid",
  "duplicate",
  "wontfix",
  "closed",
] as const;
/** `submitted` is only ever read, never written. */
export type State = (typeof states)[number];

export const priorities = ["trivial", "minor", "major", "critical", "blocker"] as const;
export type Priority = (typeof priorities)[number];

export const kinds = ["bug", "enhancement", "proposal", "task"] as const;
export type Kind = (typeof kinds)[number];

export const linkTypes = ["blocks", "blocked by", "depends on", "relates to", "duplicates"] as const;
export type LinkType = (typeof linkTypes)[number];

export const itemTypes = ["epic", "story", "subtask"] as const;
export type ItemType = (typeof itemTypes)[number];

/** States in which work on an issue has ended. */
export function isEnded(state: State): boolean {
  return state !== "submitted" && state !== "new" && state !== "open" && state !== "on hold";
}
