/** `tracker.json`: which tracker this is, the next number, and what was synced. Unknown keys are kept. */
import { SpectrynError } from "../../errors.ts";
import { isRecord } from "./field-values.ts";
import { trackerPath } from "./layout.ts";

/** The schema of the branch that this version writes; a newer one is read but never written. */
export const trackerSchema = 1;

export interface TrackerFile {
  readonly schema: number;
  /** Random id: two clones hold the same tracker only if this is equal. */
  readonly tracker: string;
  /** The next number to give. */
  readonly next: number;
  /** Blob id of each spec at its last sync, by path. */
  readonly specs: Readonly<Record<string, string>>;
  /** The last commit whose message was read for keywords, by branch. */
  readonly scanned: Readonly<Record<string, string>>;
  /** Everything else: keys of newer versions. */
  readonly kept: Readonly<Record<string, unknown>>;
}

export function parseTrackerFile(text: string | null): TrackerFile {
  const content = parseJson(text);
  if (!isRecord(content))
    throw notATracker(text === null ? "it has no tracker.json" : "its tracker.json is damaged");
  const { schema, tracker, next, specs, scanned, ...kept } = content;
  if (typeof tracker !== "string" || tracker === "") throw notATracker("its tracker.json names no tracker");
  if (!Number.isSafeInteger(schema))
    throw notATracker(`its tracker.json has the schema ${JSON.stringify(schema)}`);
  const isNewer = (schema as number) > trackerSchema;
  const isCounted = Number.isSafeInteger(next) && (next as number) >= 1;
  if (!isCounted && !isNewer) {
    throw corrupt(`its next number is ${JSON.stringify(next)}`);
  }
  const list = specs ?? {};
  if (!isRecord(list) || Object.values(list).some((blob) => typeof blob !== "string")) {
    throw corrupt("its list of specs is damaged");
  }
  return {
    schema: schema as number,
    tracker,
    next: isCounted ? (next as number) : 1,
    specs: list as Record<string, string>,
    scanned: onlyTexts(scanned),
    kept,
  };
}

/** A damaged mark is a lost one: the next scan sets it anew. */
function onlyTexts(value: unknown): Record<string, string> {
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === "string";
  return isRecord(value) ? Object.fromEntries(Object.entries(value).filter(isText)) : {};
}

export function renderTrackerFile({ schema, tracker, next, specs, scanned, kept }: TrackerFile): string {
  const sorted = Object.fromEntries(
    Object.keys(specs)
      .sort()
      .map((path) => [path, specs[path]]),
  );
  const marks = Object.keys(scanned).length === 0 ? {} : { scanned };
  return `${JSON.stringify({ schema, tracker, next, ...marks, ...kept, specs: sorted }, null, 2)}\n`;
}

/** The tracker with some specs' blob ids changed; `null` forgets one. */
export function withSpecs(file: TrackerFile, changes: Readonly<Record<string, string | null>>): TrackerFile {
  const specs: Record<string, string> = { ...file.specs };
  for (const [path, blob] of Object.entries(changes)) {
    if (blob === null) delete specs[path];
    else specs[path] = blob;
  }
  return { ...file, specs };
}

export function checkWritable(file: TrackerFile): void {
  if (file.schema <= trackerSchema) return;
  throw new SpectrynError(
    "tracker-newer",
    `the tracker has schema ${file.schema}, this version of spectryn writes ${trackerSchema}`,
    { hint: "Install a newer spectryn: npm install --global spectryn", data: { schema: file.schema } },
  );
}

export function parseJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function notATracker(reason: string): SpectrynError {
  return new SpectrynError("not-a-tracker", `the branch is no tracker of spectryn: ${reason}`, {
    hint: "Choose another branch for the tracker: bitbucket.branch in .spectryn.yaml, or SPECTRYN_BITBUCKET_BRANCH=NAME.",
    data: { path: trackerPath },
  });
}

function corrupt(reason: string): SpectrynError {
  return new SpectrynError("tracker-corrupt", `${trackerPath} is damaged: ${reason}`, {
    hint: `Bring the last good version back: git log -p spectryn -- ${trackerPath}`,
    data: { path: trackerPath },
  });
}
