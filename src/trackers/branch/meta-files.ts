/**
 * `meta/*.json`: sorted arrays with one element per line, so that a change is one line of a diff.
 * A file that cannot be read stops everything: replacing it would lose what it held.
 */
import type { Fields, FieldValue } from "../../core/issue/field.ts";
import type { EpicEntry, Milestone } from "../../core/issue/issue.ts";
import { SpectrynError } from "../../errors.ts";
import { fromContent, toContent } from "../../spec/content.ts";
import { fromBase, fromValues, isReason, isRecord, toBase, toValues } from "./field-values.ts";
import { metaPaths } from "./layout.ts";
import { parseJson } from "./tracker-file.ts";

/** Keys that mean nothing to us; written back after our own. */
type Kept = Readonly<Record<string, unknown>>;

export interface EpicRecord extends EpicEntry {
  readonly kept: Kept;
}

export interface MilestoneRecord extends Omit<Milestone, "epics"> {
  readonly epics: readonly EpicRecord[];
  readonly kept: Kept;
}

/** A component or version. */
export interface NameRecord {
  readonly name: string;
  readonly kept: Kept;
}

export function parseMilestones(text: string | null): MilestoneRecord[] {
  return parseElements(metaPaths.milestones, text, (element) => {
    const { state = "open", epics = [], name, ...kept } = element;
    if (state !== "open" && state !== "closed")
      throw corrupt(metaPaths.milestones, `${name} has no known state`);
    if (!Array.isArray(epics)) throw corrupt(metaPaths.milestones, `the epics of ${name} are no list`);
    return { name: name as string, state, epics: epics.map(parseEpic), kept };
  });
}

export function parseNames(meta: "components" | "versions", text: string | null): NameRecord[] {
  return parseElements(metaPaths[meta], text, ({ name, ...kept }) => ({ name: name as string, kept }));
}

export function renderMilestones(milestones: readonly MilestoneRecord[]): string {
  return renderElements(
    milestones.map(({ name, state, epics, kept }) => ({
      name,
      state,
      ...(epics.length === 0 ? {} : { epics: [...epics].sort(byOwner).map(epicElement) }),
      ...kept,
    })),
  );
}

export function renderNames(names: readonly NameRecord[]): string {
  return renderElements(names.map(({ name, kept }) => ({ name, ...kept })));
}

const entryKeys = ["namespace", "key", "spec", "status", "body", "synced", "custom"];

function parseEpic(element: unknown): EpicRecord {
  const path = metaPaths.milestones;
  if (!isRecord(element) || typeof element["key"] !== "string" || element["key"] === "") {
    throw corrupt(path, `an epic has no key`);
  }
  const { key, namespace = "", spec = "", status = null, body = "", synced } = element;
  const fields = fromValues(new Map(Object.entries(element)), new Map());
  if (isReason(fields)) throw corrupt(path, `epic ${key}: ${fields.reason}`);
  const base = fromBase(synced);
  if (isReason(base)) throw corrupt(path, `epic ${key}: ${base.reason}`);
  const words = [namespace, spec, body, status ?? ""];
  if (words.some((word) => typeof word !== "string"))
    throw corrupt(path, `epic ${key} is no record of texts`);
  const title = fields["title"];
  if (typeof title !== "string") throw corrupt(path, `epic ${key} has no title`);
  const content = body === "" ? {} : (fromContent(body as string) as Record<string, FieldValue>);
  const known = new Set([...entryKeys, ...Object.keys(fields)]);
  return {
    owner: { namespace: namespace as string, key, spec: spec as string },
    fields: { ...content, ...fields, title } as EpicEntry["fields"],
    status: status as string | null,
    base,
    kept: Object.fromEntries(Object.entries(element).filter(([name]) => !known.has(name))),
  };
}

function epicElement({ owner, fields, status, base, kept }: EpicRecord): Record<string, unknown> {
  const { namespace, key, spec } = owner;
  const body = toContent(textsOf(fields)).trim();
  return {
    ...(namespace === "" ? {} : { namespace }),
    key,
    ...(spec === "" ? {} : { spec }),
    ...(status === null ? {} : { status }),
    ...Object.fromEntries(toValues(fields)),
    ...(body === "" ? {} : { body }),
    ...(base === null ? {} : { synced: toBase(base) }),
    ...kept,
  };
}

/** The body holds only what has no key of its own, so that nothing is stated twice. */
function textsOf(fields: Fields): Fields {
  const isText = (name: string) =>
    name === "description" || name === "criteria" || name === "sections" || name.startsWith("section.");
  return Object.fromEntries(Object.entries(fields).filter(([name]) => isText(name))) as Fields;
}

function parseElements<T extends { name: string }>(
  path: string,
  text: string | null,
  parse: (element: Record<string, unknown>) => T,
): T[] {
  if (text === null) return [];
  const content = parseJson(text);
  if (!Array.isArray(content)) throw corrupt(path, "it is no JSON list");
  const names = new Set<string>();
  return content.map((element) => {
    const record = typeof element === "string" ? { name: element } : element;
    if (!isRecord(record) || typeof record["name"] !== "string" || record["name"] === "") {
      throw corrupt(path, "an element has no name");
    }
    if (names.has(record["name"]))
      throw corrupt(path, `${JSON.stringify(record["name"])} stands in it twice`);
    names.add(record["name"]);
    return parse(record);
  });
}

function renderElements(elements: readonly Readonly<Record<string, unknown> & { name: string }>[]): string {
  if (elements.length === 0) return "[]\n";
  const lines = [...elements]
    .sort((a, b) => compare(a.name, b.name))
    .map((element) => JSON.stringify(element));
  return `[\n${lines.join(",\n")}\n]\n`;
}

function byOwner(a: EpicRecord, b: EpicRecord): number {
  return compare(a.owner.namespace, b.owner.namespace) || compare(a.owner.key, b.owner.key);
}

/** By code units: the same order on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function corrupt(path: string, reason: string): SpectrynError {
  return new SpectrynError("tracker-corrupt", `${path} on the tracker's branch is damaged: ${reason}`, {
    hint: `Bring the last good version back: git log -p spectryn -- ${path}`,
    data: { path },
  });
}
