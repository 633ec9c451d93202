/** All options of the schema as a flat list: key, kind, variable, flag. Everything that walks options walks this. */
import * as z from "zod/mini";
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
  readonly schema: z.ZodMiniType;
}

export const options: readonly Option[] = Object.entries(configSchema.shape).flatMap(([name, schema]) => {
  const inner = withoutWrappers(schema);
  if (!(inner instanceof z.ZodMiniObject)) return [makeOption(null, name, schema)];
  return Object.entries(inner.shape).map(([key, member]) => makeOption(name, key, member as z.ZodMiniType));
});

export const sections: readonly string[] = [...new Set(options.flatMap(({ section }) => section ?? []))];

const byKey = new Map(options.map((option) => [option.key, option]));

export function findOption(key: string): Option | null {
  return byKey.get(key) ?? null;
}

function makeOption(section: string | null, name: string, schema: z.ZodMiniType): Option {
  const key = section === null ? name : `${section}.${name}`;
  const facts = optionFacts.get(schema);
  if (facts === undefined) throw new Error(`option ${key} lacks its facts`);
  const variable = facts.variable ?? `SPECTRYN_${key.replace(".", "_").toUpperCase()}`;
  return { key, section, name, kind: kindOf(schema), variable, facts, schema };
}

function kindOf(schema: z.ZodMiniType): OptionKind {
  const inner = withoutWrappers(schema);
  if (inner instanceof z.ZodMiniBoolean) return "boolean";
  if (inner instanceof z.ZodMiniNumber) return "number";
  if (inner instanceof z.ZodMiniArray) return "list";
  if (inner instanceof z.ZodMiniRecord) return "mapping";
  return inner instanceof z.ZodMiniUnion ? "rate" : "text";
}

function withoutWrappers(schema: z.ZodMiniType): z.ZodMiniType {
  if (
    schema instanceof z.ZodMiniOptional ||
    schema instanceof z.ZodMiniDefault ||
    schema instanceof z.ZodMiniPrefault
  ) {
    return withoutWrappers(schema._zod.def.innerType as z.ZodMiniType);
  }
  return schema;
}
