/** How a Server's answers say what failed. Beside the other shapes, because every client has these at hand. */
import * as z from "zod/mini";

export const failure = z.object({
  errors: z.array(
    z.object({
      context: z.nullish(z.string()),
      message: z.nullish(z.string()),
      exceptionName: z.nullish(z.string()),
      details: z.nullish(z.union([z.string(), z.array(z.string())])),
    }),
  ),
});

/** The answer of the authentication plugin. */
export const pluginFailure = z.object({ message: z.string() });
