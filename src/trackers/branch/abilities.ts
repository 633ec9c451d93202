import type { Abilities } from "../../core/abilities.ts";

/** What a tracker in the branch format can do, wherever it lies. */
export const branchAbilities: Abilities = {
  createNames: true,
  epicsInMilestones: true,
  deleteIssues: true,
  comments: true,
  attachments: true,
  pastSyncs: true,
};
