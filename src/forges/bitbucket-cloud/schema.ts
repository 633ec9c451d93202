/** What we use of Cloud's answers; everything else in them is left alone. */
import * as z from "zod";

const account = z.object({
  account_id: z.string().optional(),
  uuid: z.string().optional(),
  nickname: z.string().optional(),
  display_name: z.string().optional(),
  email: z.string().optional(),
});

export const user = account;

export const repository = z.object({
  full_name: z.string(),
  is_private: z.boolean().optional(),
  mainbranch: z.object({ name: z.string().optional() }).nullish(),
});

const branchEnd = z.object({ branch: z.object({ name: z.string().optional() }).nullish() }).nullish();

export const pullRequest = z.object({
  id: z.number().int(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.enum(["OPEN", "MERGED", "DECLINED", "SUPERSEDED"]),
  author: account.nullish(),
  source: branchEnd,
  destination: branchEnd,
  created_on: z.string(),
  updated_on: z.string(),
  links: z.object({ html: z.object({ href: z.string() }).optional() }).optional(),
});

export const comment = z.object({
  id: z.number().int(),
  content: z.object({ raw: z.string().nullish() }).nullish(),
  user: account.nullish(),
  deleted: z.boolean().optional(),
  created_on: z.string(),
  updated_on: z.string().optional(),
});

export const membership = z.object({ user: account });

export type CloudUser = z.infer<typeof user>;
export type CloudPullRequest = z.infer<typeof pullRequest>;
export type CloudComment = z.infer<typeof comment>;
