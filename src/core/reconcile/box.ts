/**
 * The state of a subtask in a list: a box, ticked where work has ended. That is all it can say, so spec, base and
 * tracker are compared as far as it goes: the tracker's own word stays, and is a change only where the box would change.
 */
import { hostDefaults } from "../issue/field.ts";
import { isEnded, type State } from "../issue/words.ts";
import type { Sides } from "./reconcile.ts";

/** What a box says of a state: `resolved`, or what no opinion amounts to. */
export function boxState(state: State): State {
  return isEnded(state) ? "resolved" : hostDefaults.state;
}

/** A base without a state agreed on an open box; one of `null` on nothing. */
export function asBox({ spec, base, tracker }: Sides): Sides {
  const agreed = base?.state;
  return {
    spec,
    base: agreed == null ? base : { ...base, state: boxState(agreed as State) },
    tracker: { ...tracker, state: boxState(tracker.state ?? hostDefaults.state) },
  };
}
