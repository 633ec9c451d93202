/** What was read last: all issues of the host, with what this clone knows of them. */
import type { Known, Parts, TrackerPlace } from "./known.ts";
import { readLocalState } from "./local-state.ts";
import { type Double, makeView } from "./snapshot.ts";

export interface Reading {
  /** `used`: of the names those that issues have. */
  read(names?: "all" | "used"): Promise<Known>;
  /** As of the last `read`; reads where there was none since a write. */
  latest(): Promise<Known>;
  /** After a write. */
  forget(): void;
}

/** `id`: which repository it is about, in what this clone keeps. */
export function makeReading(
  { lists, tell }: Pick<Parts, "lists" | "tell">,
  { folder }: Pick<TrackerPlace, "folder">,
  id: string,
): Reading {
  let current: Known | null = null;
  const told = new Set<number>();
  const tellOnce = ({ number, first, owner: { key, spec } }: Double) => {
    if (told.has(number)) return;
    told.add(number);
    const way = `delete #${number}, or take its last line away`;
    tell(`warning: #${number} says that it is ${key} of ${spec}, which #${first} is already; ${way}`);
  };
  const read = async (needs: "all" | "used" = "all") => {
    const issues = await lists.readIssues();
    // A program that runs for days must see what was made on the host since.
    if (needs === "all") lists.forgetNames();
    const names = needs === "all" ? await lists.readNames() : null;
    const state = await readLocalState(folder, id);
    const view = makeView({ issues, names }, state);
    view.doubles.forEach(tellOnce);
    current = { state, view };
    return current;
  };
  return {
    read,
    latest: async () => current ?? (await read("used")),
    forget() {
      current = null;
    },
  };
}
