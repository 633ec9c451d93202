/** Writes that the Issues API cannot take are refused before anything is sent; a plan never holds one. */
import { abilityTitles } from "../../core/abilities.ts";
import type { Write } from "../../core/write.ts";
import { SpectrynError } from "../../errors.ts";

const reasons: Readonly<Partial<Record<Write["op"], string>>> = {
  milestone: abilityTitles.createNames,
  component: abilityTitles.createNames,
  version: abilityTitles.createNames,
  "rename-name": "rename milestones, components and versions",
  "remove-name": "remove milestones, components and versions",
  epic: abilityTitles.epicsInMilestones,
  "remove-epic": abilityTitles.epicsInMilestones,
  attach: abilityTitles.attachments,
  detach: abilityTitles.attachments,
};

export function refuseImpossible(writes: readonly Write[], tracker: string): void {
  for (const { op } of writes) {
    const reason = reasons[op];
    if (reason === undefined) continue;
    throw new SpectrynError("write-failed", `${tracker} cannot ${reason}; nothing was written`, {
      hint: "Do it in the web pages of the host, then run the same command again.",
      data: { op },
    });
  }
}
