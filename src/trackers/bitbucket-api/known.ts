/** What the parts of an API tracker share: how the host is asked, and what was read of it last. */
import type { LocalState } from "./local-state.ts";
import type { Session } from "./session.ts";
import type { ApiView } from "./snapshot.ts";

export type Parts = Pick<Session, "http" | "calls" | "lists" | "findUsers" | "sources" | "tell">;

/** What was read last, with what this clone knows of it. */
export interface Known {
  readonly state: LocalState;
  readonly view: ApiView;
}

/** The tracker's name for people, and this clone's folder for bases, the journal and the lock. */
export interface TrackerPlace {
  readonly name: string;
  readonly folder: string;
}
