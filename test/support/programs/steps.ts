/** What happens in a program: the steps that two people, their team and bad luck take, as data that shrinks. */
import fc from "fast-check";
import { faults } from "./machine.ts";
import { lists, scalars } from "./values.ts";

const by = fc.constantFrom(0 as const, 1 as const);
const at = fc.nat(7);
/** Which of the few fields that a program is about. */
const field = fc.nat(3);
/** What a spec's author does. */
const specEdit = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant("set"), by, story: at, field, at }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant("clear"), by, story: at, field, at }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant("add"), by, story: at }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant("remove"), by, story: at }) },
);
/** What somebody does in the tracker. */
const trackerEdit = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant("set issue"), story: at, field, at }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant("clear issue"), story: at, field, at }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant("delete"), story: at }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant("create") }) },
);
const fileStep = fc.oneof(
  fc.record({ is: fc.constant("commit"), by }),
  fc.record({ is: fc.constant("push"), by }),
  fc.record({ is: fc.constant("pull"), by, isOurs: fc.boolean(), isRebase: fc.boolean() }),
);
const createHere = fc.record({ is: fc.constant("create here"), by });
const sync = fc.record({
  is: fc.constant("sync"),
  by,
  direction: fc.constantFrom("push", "both", "both"),
  prefer: fc.constantFrom(null, null, null, "spec", "tracker"),
  fault: fc.constantFrom(null, null, null, ...faults),
  /** What happens between its read and its write; `sync`: the other machine's sync. */
  race: fc.option(fc.oneof(trackerEdit, fc.record({ is: fc.constant("other sync") })), { freq: 3 }),
});

export const step = fc.oneof(
  { weight: 5, arbitrary: specEdit },
  { weight: 4, arbitrary: trackerEdit },
  { weight: 4, arbitrary: fileStep },
  { weight: 5, arbitrary: sync },
  { weight: 1, arbitrary: createHere },
);

type TypeOf<A> = A extends fc.Arbitrary<infer T> ? T : never;
export type SpecEdit = TypeOf<typeof specEdit>;
export type TrackerEdit = TypeOf<typeof trackerEdit>;
export type SyncStep = TypeOf<typeof sync>;
export type Step = TypeOf<typeof step>;

/** A program is about few fields, so that people meet in them. */
export const program = fc.record({
  fields: fc.uniqueArray(fc.constantFrom(...scalars, ...lists), { minLength: 1, maxLength: 4 }),
  steps: fc.array(step, { minLength: 4, maxLength: 20, size: "max" }),
  /** Who wins where both changed something, at the end. */
  isOurs: fc.boolean(),
});
export type Program = TypeOf<typeof program>;
