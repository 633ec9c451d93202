/** What a tracker can do. Declared once; audited against a plan before anything is sent; docs print this table. */

export const abilityTitles = {
  createNames: "create milestones, components and versions",
  epicsInMilestones: "keep epics inside milestones",
  deleteIssues: "delete issues (as tombstones)",
  comments: "sync comments",
  attachments: "sync attachments",
  pastSyncs: "recognise a checkout that is behind",
} as const;

export type Ability = keyof typeof abilityTitles;
export type Abilities = Readonly<Record<Ability, boolean>>;
