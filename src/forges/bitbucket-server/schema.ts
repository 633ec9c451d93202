/** What we use of a Server's answers; everything else in them is left alone. */
import * as z from "zod";

/** All values are texts; the display name is the administrator's and proves nothing. */
export const properties = z.object({
  version: z.string().regex(/^\d+\.\d+/),
  buildNumber: z.string(),
});

export const user = z.object({
  name: z.string(),
  slug: z.string().optional(),
  displayName: z.string().optional(),
  emailAddress: z.string().nullish(),
});

export const repository = z.object({
  slug: z.string(),
  public: z.boolean().optional(),
  project: z.object({ key: z.string() }),
});

export const branch = z.object({ displayId: z.string() });

/** Milliseconds; ISO texts in what 10.x sends to webhooks, and perhaps later here. */
const moment = z.union([z.number(), z.string()]);

const ref = z.object({ displayId: z.string().optional(), id: z.string().optional() });

export const pullRequest = z.object({
  id: z.number().int(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.enum(["OPEN", "MERGED", "DECLINED"]),
  createdDate: moment,
  updatedDate: moment,
  closedDate: moment.nullish(),
  fromRef: ref,
  toRef: ref,
  author: z.object({ user }).nullish(),
});

const commentShape = {
  id: z.number().int(),
  version: z.number().int(),
  text: z.string(),
  author: user.nullish(),
  createdDate: moment,
  updatedDate: moment.nullish(),
};

export const comment = z.object(commentShape);

export interface ServerComment extends z.infer<typeof comment> {
  readonly comments?: readonly ServerComment[] | undefined;
}

/** With its replies inside. */
const thread: z.ZodType<ServerComment> = z.lazy(() =>
  z.object({ ...commentShape, comments: z.array(thread).optional() }),
);

/** Other actions have other shapes, and new ones come. */
export const activity = z.object({
  action: z.string(),
  commentAction: z.string().optional(),
  comment: thread.optional(),
});

/** `nextPageStart` alone says where to go on: ids in a page need not be without gaps. */
export function page<T extends z.ZodType>(value: T) {
  return z.object({
    values: z.array(value),
    isLastPage: z.boolean().optional(),
    nextPageStart: z.number().int().nullish(),
  });
}

export type ServerUser = z.infer<typeof user>;
export type ServerPullRequest = z.infer<typeof pullRequest>;
