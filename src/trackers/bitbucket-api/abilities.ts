import type { Abilities } from "../../core/abilities.ts";

/** Milestones, components and versions are names that can only be read. */
export const apiAbilities: Abilities = {
  createNames: false,
  epicsInMilestones: false,
  deleteIssues: true,
  comments: true,
  attachments: true,
  pastSyncs: false,
};
