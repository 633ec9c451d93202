/** What we use of the Issues API's answers; everything else in them is left alone. */
import * as z from "zod";
import { kinds, priorities, states } from "../../core/issue/words.ts";

const account = z.object({
  account_id: z.string().optional(),
  uuid: z.string().optional(),
  nickname: z.string().optional(),
  display_name: z.string().optional(),
});

export const named = z.object({ name: z.string() });
/** One of a list of milestones, components or versions. */
export const listed = named.extend({ id: z.union([z.number(), z.string()]).optional() });
const content = z.object({ raw: z.string().nullish() }).nullish();

export const issue = z.object({
  id: z.number().int().positive(),
  title: z.string(),
  state: z.enum(states),
  kind: z.enum(kinds),
  priority: z.enum(priorities),
  content,
  reporter: account.nullish(),
  assignee: account.nullish(),
  milestone: named.nullish(),
  component: named.nullish(),
  version: named.nullish(),
  created_on: z.string(),
  updated_on: z.string().nullish(),
});

/** `updated_on` is empty until somebody changes it. */
export const comment = z.object({
  id: z.number().int(),
  content,
  user: account.nullish(),
  created_on: z.string(),
  updated_on: z.string().nullish(),
});

/** Values are words; the empty one stands for none. */
export const change = z.object({
  id: z.number().int(),
  changes: z.record(z.string(), z.object({ old: z.string().nullish(), new: z.string().nullish() })),
  user: account.nullish(),
  created_on: z.string(),
});

export type ApiAccount = z.infer<typeof account>;
export type ApiIssue = z.infer<typeof issue>;
export type ApiChange = z.infer<typeof change>;
export type ApiComment = z.infer<typeof comment>;
