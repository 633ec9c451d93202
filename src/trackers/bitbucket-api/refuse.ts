/** Writes that the Issues API cannot take are refused before anything is sent; a plan never holds one. */
import { abilityTitles } from "../../core/abilities.ts";
import type { Write } from "../../core/issue/write.ts";
import { SpectrynError } from "../../errors.ts";

const reasons: Readonly<Partial<Record<Write["op"], string>>> = {
  "rename-name": "rename milestones, components and versions",
  "remove-name": "remove milestones, components and versions",
  epic: abilityTitles.epicsInMilestones,
  "remove-epic": abilityTitles.epicsInMilestones,
};

export function refuseImpossible(writes: readonly Write[], tracker: string): void {
  for (const write of writes) {
    const reason = reasonOf(write);
    if (reason === null) continue;
    throw new SpectrynError("write-failed", `${tracker} ${reason}; nothing was written`, {
      hint: "Do it in the web pages of the host, then run the same command again.",
      data: { op: write.op },
    });
  }
}

function reasonOf(write: Write): string | null {
  if (write.op === "milestone" || write.op === "component" || write.op === "version") {
    return `has no ${write.op} "${write.name}" and cannot create it`;
  }
  const reason = reasons[write.op];
  return reason === undefined ? null : `cannot ${reason}`;
}

/** What a write is about must be there: nothing of a batch is sent that was made of something else. */
export function refuseUnknown(writes: readonly Write[], isKnown: (issue: number) => boolean): void {
  for (const write of writes) {
    const number = "number" in write ? write.number : "issue" in write ? write.issue : null;
    if (typeof number === "number" && !isKnown(number)) throw unknownIssue(number, "there is no such issue");
    if (write.op !== "create" || write.revive === null) continue;
    throw unknownIssue(write.revive, "what was deleted on this host does not come back");
  }
}

export function unknownIssue(number: number, reason: string): SpectrynError {
  return new SpectrynError("issue-unknown", `issue #${number} cannot be changed: ${reason}`, {
    hint: "Run the command again: it plans on what the tracker holds now.",
    data: { number },
  });
}

export function unknownComment(number: number, id: string): SpectrynError {
  return new SpectrynError("write-failed", `#${number} has no comment ${id}`, {
    hint: `Look at its comments: spectryn issue show ${number}`,
    data: { number, id },
  });
}
