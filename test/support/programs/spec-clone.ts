/** A person's clone of the shared repository, as far as the one spec goes: its text, its history, pulls and pushes. */
import { ancestors, commonVersion, type Version } from "./history.ts";
import type { Machine } from "./machine.ts";

/** What the two machines share beside the tracker. */
export interface SharedSpec {
  published: Version;
  time: number;
}

/** Where versions lie, and the text that is worked on. */
export interface VersionStore {
  read(): string;
  write(text: string): void;
  /** `time`: later ones have a higher one. */
  make(text: string, parents: readonly Version[], time: number): Version;
  /** Both heads as they are now. */
  point(own: Version, published: Version): void;
}

export interface SpecClone extends Pick<Machine, "text" | "write" | "commit" | "fetch" | "merge" | "push"> {
  head(): Version;
}

export function makeSpecClone(shared: SharedSpec, store: VersionStore): SpecClone {
  let head = shared.published;
  let fetched = shared.published;
  const commit = (text: string, parents: readonly Version[]) => {
    shared.time += 1;
    head = store.make(text, parents, shared.time);
    store.point(head, shared.published);
  };
  return {
    head: () => head,
    text: async () => store.read(),
    write: async (text) => store.write(text),
    commit: async () => {
      if (head.text !== store.read()) commit(store.read(), [head]);
    },
    fetch: async () => {
      fetched = shared.published;
      if (ancestors(head).has(fetched)) return null;
      if (ancestors(fetched).has(head)) {
        head = fetched;
        store.write(head.text);
        store.point(head, shared.published);
        return null;
      }
      return { base: commonVersion(head, fetched)?.text ?? "", theirs: fetched.text };
    },
    merge: async (text, isRebase) => {
      store.write(text);
      commit(text, isRebase ? [fetched] : [head, fetched]);
    },
    push: async () => {
      // Somebody published first: pull, and push again, is another step.
      if (!ancestors(head).has(shared.published)) return;
      shared.published = head;
      store.point(head, head);
    },
  };
}
