/** The settings that decide what a plan contains; their hash is part of every plan. */
import { makePriorityWords, makeStatusWords, type PriorityWords, type StatusWords } from "./item/mapping.ts";

export interface Settings {
  /** Epics become milestones (default) or issues of their own. */
  readonly epicAs: "milestone" | "issue";
  /** The label that each type of item carries. */
  readonly labels: { readonly epic: string; readonly story: string; readonly subtask: string };
  /** What happens to issues whose item left its spec. */
  readonly orphans: "report" | "close" | "delete";
  readonly statusWords: StatusWords;
  readonly priorityWords: PriorityWords;
  /** The largest file that is attached, in bytes. */
  readonly attachmentLimit: number;
  /** Accounts of the tracker by the names that specs use. */
  readonly users: Readonly<Record<string, string>>;
  /** Narrows what counts as an id; `null`: letters and digits, dash, digits. */
  readonly idPattern: RegExp | null;
}

export const defaultSettings: Settings = {
  epicAs: "milestone",
  labels: { epic: "epic", story: "story", subtask: "subtask" },
  orphans: "report",
  statusWords: makeStatusWords(),
  priorityWords: makePriorityWords(),
  attachmentLimit: 10_000_000,
  users: {},
  idPattern: null,
};

/** The settings as one string that is equal for equal settings. */
export function settingsKey(settings: Settings): string {
  return JSON.stringify([
    settings.epicAs,
    settings.labels.epic,
    settings.labels.story,
    settings.labels.subtask,
    settings.orphans,
    settings.statusWords.entries,
    settings.priorityWords.entries,
    settings.users,
    settings.idPattern?.source ?? null,
  ]);
}

/** The account behind a spec's name for somebody; a name that is not in the table is an account itself. */
export function toAccount({ users }: Settings, name: string): string {
  const entry = Object.entries(users).find(([known]) => known.toLowerCase() === name.toLowerCase());
  return entry?.[1] ?? name;
}

/** The spec's name for an account. */
export function toSpecName({ users }: Settings, account: string): string {
  const entry = Object.entries(users).find(([, known]) => known.toLowerCase() === account.toLowerCase());
  return entry?.[0] ?? account;
}
