/**
 * Where the OpenAPI files are stricter than the recorded answers of the real hosts, the recording wins.
 * Each rule here stands for such a difference; everything else of the files is applied as written.
 */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
}

export function loosen(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(loosen);
  if (typeof value !== "object" || value === null) return value;
  // The map below `properties` is no schema itself, although it may have a member of that name.
  const inner = Object.entries(value).map(([key, child]) => [
    key,
    key === "properties" ? mapValues(child as object, loosen) : loosen(child),
  ]);
  const schema = Object.fromEntries(inner) as Schema;
  return typeof schema.properties === "object" ? loosenObject(schema) : schema;
}

function mapValues(map: object, change: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function loosenObject(schema: Schema): Schema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    schema.required?.includes(name) ? property : orNull(property),
  ]);
  return { ...schema, properties: { ...Object.fromEntries(properties), ...recordedExtras(schema) } };
}

/** Both hosts send `null` for absent optional values; neither file says so. */
function orNull(schema: Schema): Schema {
  if (schema.type === undefined) return { anyOf: [schema, { type: "null" }] } as Schema;
  return {
    ...schema,
    nullable: true,
    ...(schema.enum && { enum: [...new Set([...schema.enum, null])] }),
  } as Schema;
}

/** Members seen in recorded answers that closed objects of the Cloud file leave out. */
function recordedExtras({ properties = {}, additionalProperties }: Schema): Readonly<Record<string, object>> {
  const has = (...names: string[]) => names.every((name) => name in properties);
  // `content` and `summary`: {"type":"rendered","raw","markup","html"}
  if (has("raw", "markup", "html")) return { type: { type: "string" } };
  // `error`: `detail` is an object for missing scopes, `fields` and `id` occur.
  if (has("message", "detail", "data"))
    return { detail: {}, fields: { type: "object" }, id: { type: "string" } };
  // Changes of an issue: the assignee by what never changes, beside the name.
  if (has("assignee", "state", "content")) return { assignee_account_id: { type: "object" } };
  // Ends of a pull request: `branch.links`, `commit.links` and `commit.type`.
  if (additionalProperties === false && has("name", "merge_strategies")) return { links: { type: "object" } };
  if (additionalProperties === false && Object.keys(properties).join() === "hash") {
    return { type: { type: "string" }, links: { type: "object" } };
  }
  return {};
}

/**
 * Bodies of requests leave out what the files require of the whole resource (`type` on Cloud, `project.name` on
 * Server): required members are an answer's duty.
 */
export function withoutRequired(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRequired);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key, child]) => key !== "required" || !Array.isArray(child));
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutRequired(child)]));
}
