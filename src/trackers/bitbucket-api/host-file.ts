/**
 * An attachment as a line of the footer, because the API knows its files by name alone:
 *
 *   Attachment: {"name":"plan.pdf","path":"./plan.pdf","size":12345,"sha256":"9f86…","description":"The plan"}
 *
 * `file` is what the host calls it, where that is not its name.
 */
import * as z from "zod";
import type { Attachment } from "../../core/issue/issue.ts";

export interface HostFile extends Attachment {
  readonly file: string;
}

const schema = z.object({
  name: z.string(),
  path: z.string().nullable().default(null),
  file: z.string().optional(),
  description: z.string().nullable().default(null),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** A line that somebody broke counts as none: the file is compared with the host's and written down again. */
export function parseHostFile(text: string): HostFile[] {
  try {
    const { file, ...rest } = schema.parse(JSON.parse(text));
    return [{ ...rest, id: rest.sha256.slice(0, 12), file: file ?? rest.name }];
  } catch {
    return [];
  }
}

export function renderHostFile({ name, path, file, description, size, sha256 }: HostFile): string {
  const value = {
    name,
    ...(path === null ? {} : { path }),
    ...(file === name ? {} : { file }),
    ...(description === null ? {} : { description }),
    size,
    sha256,
  };
  // Nobody is called by a description.
  return JSON.stringify(value).replaceAll("@{", "@\\u007b");
}

export function toAttachment({ file: _, ...attachment }: HostFile): Attachment {
  return attachment;
}
