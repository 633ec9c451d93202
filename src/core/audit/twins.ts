/** Living issues that are one to us and two in the tracker: a file that somebody copied. */
import type { Issue } from "../issue/issue.ts";
import { ownerSubject } from "../issue/issue.ts";
import { issueName, issueWord } from "../issue/mentions.ts";

/** One line for each issue that is too many, the way on included. The oldest is the one that specs go with. */
export function twinNotes(issues: readonly Issue[]): string[] {
  const byKey = new Map<string, Issue>();
  const byId = new Map<string, Issue>();
  return issues.flatMap((issue) => {
    if (issue.deleted !== null || issue.number === null) return [];
    const key = issue.owner === null ? null : ownerSubject(issue.owner);
    const sameKey = key === null ? undefined : byKey.get(key);
    const sameId = issue.id === "" ? undefined : byId.get(issue.id);
    if (key !== null && sameKey === undefined) byKey.set(key, issue);
    if (issue.id !== "" && sameId === undefined) byId.set(issue.id, issue);
    const first = sameKey ?? sameId;
    if (first === undefined) return [];
    const what = sameKey === undefined ? "have the same id" : `are both ${issue.owner!.key}`;
    const goes = sameKey === undefined ? "" : `, specs go with ${issueName(first.number!)}`;
    return [
      `${issueName(first.number!)} and ${issueName(issue.number)} ${what}, as a copied file has it${goes}; to delete the copy: spectryn issue delete ${issueWord(issue.number)}`,
    ];
  });
}
