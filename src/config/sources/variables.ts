/** Values of the environment: text to the tree that a file would give. An empty variable counts as not set. */
import type { Place } from "../../core/item/problem.ts";
import { nearest } from "../../core/suggest.ts";
import type { Given } from "../layer.ts";
import { type Option, type OptionKind, options } from "../options.ts";
import type { Origin } from "../origin.ts";
import type { MapEntry, ScalarNode, TreeNode } from "../tree.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** Every option that has a variable, with its value as a tree. */
export interface VariableValue {
  readonly option: Option;
  readonly node: TreeNode;
  readonly given: Given;
}

const nowhere: Place = { file: "", line: 1, column: 1 };

export function readVariables(
  variables: Variables,
  folder: string,
  originOf: (variable: string) => Origin,
): VariableValue[] {
  return options.flatMap((option) => {
    const value = variables[option.variable];
    if (value === undefined || value.trim() === "") return [];
    const node = toTree(option.kind, value);
    return [{ option, node, given: { tree: node, originOf: () => originOf(option.variable), folder } }];
  });
}

/** A flag's value: a text, or true where the flag takes none. */
export function toTree(kind: OptionKind, value: string | boolean): TreeNode {
  if (typeof value === "boolean") return { ...scalar(String(value)), value };
  if (kind === "list") {
    const items = value.split(",").map((part) => part.trim());
    return { type: "list", items: items.filter((part) => part !== "").map(scalar), place: nowhere };
  }
  if (kind === "mapping") return toMapping(value);
  return kind === "rate" ? toRate(value) : scalar(value);
}

/** `in qa=open, shipped=closed`; text without `=` is left for the schema to refuse. */
function toMapping(value: string): TreeNode {
  const entries: MapEntry[] = [];
  for (const part of value.split(",").filter((text) => text.trim() !== "")) {
    const at = part.indexOf("=");
    if (at < 0) return scalar(value);
    entries.push({
      key: part.slice(0, at).trim(),
      keyPlace: nowhere,
      value: scalar(part.slice(at + 1).trim()),
    });
  }
  return { type: "map", entries, place: nowhere };
}

/** `60/5`: a burst of 60, then 5 a second. */
function toRate(value: string): TreeNode {
  const [burst, perSecond, ...rest] = value.split("/");
  if (burst === undefined || perSecond === undefined || rest.length > 0) return scalar(value);
  const entries = [
    { key: "burst", keyPlace: nowhere, value: numeric(burst) },
    { key: "per_second", keyPlace: nowhere, value: numeric(perSecond) },
  ];
  return { type: "map", entries, place: nowhere };
}

function numeric(text: string): ScalarNode {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return { ...scalar(text), value: Number.isNaN(value) ? text : value };
}

function scalar(text: string): ScalarNode {
  return { type: "scalar", value: text, text, place: nowhere };
}

const known = options.map(({ variable }) => variable);
/** Bitbucket Pipelines sets it to the branch it builds. */
const foreign = ["BITBUCKET_BRANCH"];

/** Warnings about variables that look like ours and are not; other programs' `BITBUCKET_*` are none of our business. */
export function auditVariables(variables: Variables, where: string): string[] {
  return Object.keys(variables).flatMap((name) => {
    const prefix = /^(?:BITBUCKET|SPECTRYN)_/.exec(name)?.[0];
    if (prefix === undefined || known.includes(name) || foreign.includes(name)) return [];
    const suggestion = suggestVariable(name, prefix);
    return suggestion === null
      ? []
      : [`${name}${where} is not a variable of spectryn; did you mean ${suggestion}?`];
  });
}

function suggestVariable(name: string, prefix: string): string | null {
  const other = prefix === "SPECTRYN_" ? name.slice(prefix.length) : `SPECTRYN_${name}`;
  if (known.includes(other)) return other;
  const rests = known
    .filter((variable) => variable.startsWith(prefix))
    .map((variable) => variable.slice(prefix.length));
  const rest = nearest(name.slice(prefix.length), rests);
  return rest === null ? null : prefix + rest;
}
