/**
 * An option is a zod schema plus what people need to know about it. The description goes into the JSON
 * Schema, the rest into a registry of its own, so that editors are not shown our bookkeeping.
 */
import * as z from "zod/mini";

export interface OptionFacts {
  /** What it means, in one or two sentences for the docs page, the editor and the template. */
  readonly meaning: string;
  /** An example for the template, as it is written in YAML. */
  readonly example: string;
  /** The variable, where it is not the regular `SPECTRYN_<KEY>`. */
  readonly variable?: string;
  readonly flag?: string;
  /** What holds without a value, where the schema has no fixed default. */
  readonly defaultText?: string;
  readonly isSecret?: boolean;
  /** A path: relative to the file that names it. */
  readonly isPath?: boolean;
}

// Schemas are used once in a process: compiling them takes longer than what it saves.
z.config({ jitless: true });

export const optionFacts = z.registry<OptionFacts>();

/** With a description, without the copy that `schema.describe` makes for it. */
export function described<S extends z.ZodMiniType>(schema: S, description: string): S {
  z.globalRegistry.add(schema, { description });
  return schema;
}

/** `schema` belongs to this option alone. */
export function option<S extends z.ZodMiniType>(schema: S, facts: OptionFacts): S {
  optionFacts.add(schema, facts);
  return described(schema, facts.meaning);
}
