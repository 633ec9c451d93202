/**
 * Atlassian's OpenAPI files as judge of the fakes: every request and every JSON answer must fit.
 * The files lie beside the project and are no part of it; without them nothing is checked, and that is said.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";
import { loosen, type Schema, withoutRequired } from "./loosen.ts";

export interface Oracle {
  /** Whether the file is there. */
  readonly isOn: boolean;
  auditRequest(method: string, path: string, body: unknown): string[];
  auditReply(method: string, path: string, status: number, body: unknown): string[];
  /** The operation as the file has it, for tests that compare the fake with it. */
  operation(method: string, path: string): Operation | null;
}

export interface Operation {
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: Content & { readonly $ref?: string };
  readonly responses: Readonly<Record<string, Content & { readonly $ref?: string }>>;
  readonly "x-atlassian-oauth2-scopes"?: readonly { readonly scopes: readonly string[] }[];
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const addFormats = addFormatsModule.default;
const oracles = new Map<string, Oracle>();

/** One judge per file and process: compiling schemas is the expensive part. */
export function loadOracle(file: string): Oracle {
  const known = oracles.get(file);
  if (known) return known;
  const path = join(process.cwd(), "..", "shared", "specs", file);
  const oracle = existsSync(path)
    ? makeOracle(JSON.parse(readFileSync(path, "utf8")) as Document)
    : offOracle;
  if (!oracle.isOn) console.warn(`fakes are not compared with the OpenAPI file: ${path} does not exist`);
  oracles.set(file, oracle);
  return oracle;
}

const offOracle: Oracle = {
  isOn: false,
  auditRequest: () => [],
  auditReply: () => [],
  operation: () => null,
};

export function makeOracle(document: Document): Oracle {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats(ajv);
  const answers = { $id: "answers", components: loosen(document.components) };
  ajv.addSchema(answers as object).addSchema({ ...(withoutRequired(answers) as object), $id: "requests" });
  const compiled = new Map<string, ValidateFunction>();
  const audit = (key: string, schema: Schema, body: unknown): string[] => {
    const validate = compiled.get(key) ?? ajv.compile(schema as object);
    compiled.set(key, validate);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath || "body"} ${message} ${JSON.stringify(params)}`.trim(),
    );
  };
  const operation = (method: string, path: string) => document.paths[path]?.[method.toLowerCase()] ?? null;
  return {
    isOn: true,
    operation,
    auditRequest(method, path, body) {
      const found = operation(method, path);
      if (!found) return [`the specification has no ${method} ${path}`];
      const schema = schemaOf(resolve(document, found.requestBody));
      if (body === null || schema === null) return [];
      const loose = withoutRequired(loosen(inDocument(schema, "requests"))) as Schema;
      return audit(`${method} ${path}`, loose, body);
    },
    auditReply(method, path, status, body) {
      const found = operation(method, path);
      if (!found) return [`the specification has no ${method} ${path}`];
      // The files list only some of the statuses that really occur; errors have one shape everywhere.
      const declared = resolve(document, found.responses[String(status)] ?? found.responses["default"]);
      if (declared === undefined && status < 400) return [`the specification has no answer ${status}`];
      const schema = declared === undefined ? anyError(found, document) : schemaOf(declared);
      if (schema === null) return [];
      return audit(`${method} ${path} ${status}`, loosen(inDocument(schema, "answers")) as Schema, body);
    },
  };
}

function schemaOf(content: Content | undefined): Schema | null {
  const types = Object.entries(content?.content ?? {});
  return types.find(([type]) => type.includes("json"))?.[1].schema ?? null;
}

/** The schema of any declared error of the operation. */
function anyError(operation: Operation, document: Document): Schema | null {
  for (const [status, response] of Object.entries(operation.responses)) {
    const schema = Number(status) >= 400 ? schemaOf(resolve(document, response)) : null;
    if (schema) return schema;
  }
  return null;
}

function resolve<T extends { readonly $ref?: string }>(document: Document, value: T | undefined) {
  if (value?.$ref === undefined) return value;
  const [, , group = "", name = ""] = value.$ref.split("/");
  return document.components[group]?.[name] as T | undefined;
}

/** References of a schema that is compiled on its own point into the whole document. */
function inDocument(schema: Schema, id: string): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${id}#/`)) as Schema;
}
