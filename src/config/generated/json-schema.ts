/** The configuration's JSON Schema, for completion and checks in editors. */
import * as z from "zod/mini";
import { configSchema } from "../schema/config.ts";

export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
}

/** Draft 7, which the YAML and TOML plug-ins of editors know best. */
export function makeJsonSchema(): JsonSchema {
  return z.toJSONSchema(configSchema, { io: "input", target: "draft-7" }) as JsonSchema;
}

/** The part of the schema that describes one option. */
export function schemaOf(whole: JsonSchema, key: string): JsonSchema {
  return key.split(".").reduce((part, name) => part.properties?.[name] ?? {}, whole);
}

export function renderJsonSchema(): string {
  return `${renderJson(makeJsonSchema(), "", 0)}\n`;
}

const lineWidth = 110;

/** As the project's formatter writes JSON: lists of plain values on one line where they fit. */
function renderJson(value: unknown, indent: string, used: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    const isPlain = value.every((item) => typeof item !== "object");
    if (isPlain && indent.length + used + line.length < lineWidth) return line;
    return `[\n${value.map((item) => inner + renderJson(item, inner, 0)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  const lines = entries.map(([key, item]) => {
    const name = `${JSON.stringify(key)}: `;
    return inner + name + renderJson(item, inner, name.length);
  });
  return `{\n${lines.join(",\n")}\n${indent}}`;
}
