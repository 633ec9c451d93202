/** How Cloud's answers say what failed. Beside the other shapes, because every client has these at hand. */
import * as z from "zod/mini";

/** `detail` is a text or an object, `fields` holds texts or lists. */
export const failure = z.object({
  error: z.object({
    message: z.string(),
    detail: z.optional(z.unknown()),
    data: z.optional(z.unknown()),
  }),
});

export const scopeDetail = z.object({
  required: z.array(z.string()),
  granted: z.optional(z.array(z.string())),
});
