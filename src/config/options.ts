/** All options of the schema as a flat list: key, kind, variable, flag. Everything that walks options walks this. */
import * as z from "zod";
import { configSchema } from "./schema/config.ts";
import { type OptionFacts, optionFacts } from "./schema/option.ts";

/** How text from the environment becomes the option's value. */
export type OptionKind = "text" | "boolean" | "number" | "rate" | "list" | "mapping";

export interface Option {
  /** Path in a file: `bitbucket.base_url`. */
  readonly key: string;
  readonly section: string | null;
  readonly name: string;
  readonly kind: OptionKind;
  readonly variable: string;
  readonly facts: OptionFacts;
  readonly schema: z.ZodType;
}

export const options: readonly Option[] = Object.entries(configSchema.shape).flatMap(([name, schema]) => {
  const inner = withoutWrappers(schema);
  if (!(inner instanceof z.ZodObject)) return [makeOption(null, name, schema)];
  return Object.entries(inner.shape).map(([key, member]) => makeOption(name, key, member as z.ZodType));
});

export const sections: readonly string[] = [...new Set(options.flatMap(({ section }) => section ?? []))];

const byKey = new Map(options.map((option) => [option.key, option]));

export function findOption(key: string): Option | null {
  return byKey.get(key) ?? null;
}

function makeOption(section: string | null, name: string, schema: z.ZodType): Option {
  const key = section === null ? name : `${section}.${name}`;
  const facts = optionFacts.get(schema);
  if (facts === undefined) throw new Error(`option ${key} lacks its facts`);
  const variable = facts.variable ?? `SPECTRYN_${key.replace(".", "_").toUpperCase()}`;
  return { key, section, name, kind: kindOf(schema), variable, facts, schema };
}

function kindOf(schema: z.ZodType): OptionKind {
  const inner = withoutWrappers(schema);
  if (inner instanceof z.ZodBoolean) return "boolean";
  if (inner instanceof z.ZodNumber) return "number";
  if (inner instanceof z.ZodArray) return "list";
  if (inner instanceof z.ZodRecord) return "mapping";
  return inner instanceof z.ZodUnion ? "rate" : "text";
}

function withoutWrappers(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return withoutWrappers(schema.unwrap() as z.ZodType);
  }
  return schema;
}
