/** What of a run is planned: everything, or one story with its subtasks and, where missing, its epic. */
import { issueName } from "../issue/mentions.ts";
import { foldKey } from "../item/item.ts";
import { planProblem } from "../item/plan-codes.ts";
import type { Problem } from "../item/problem.ts";
import type { Match } from "../match/match.ts";
import type { World } from "../match/world.ts";
import { nearest } from "../suggest.ts";
import type { Change } from "./change.ts";

export interface Scope {
  readonly isWhole: boolean;
  /** Paths of the specs that this plan syncs. */
  readonly specs: ReadonlySet<string>;
  readonly holds: (match: Match, changes: readonly Change[]) => boolean;
  readonly problems: readonly Problem[];
}

export function scopeOf(matches: readonly Match[], world: World): Scope {
  const { story } = world;
  if (story === null) {
    const specs = new Set(world.specs.map(({ path }) => path));
    return { isWhole: true, specs, holds: () => true, problems: [] };
  }
  const wanted = foldKey(story);
  const names = ({ owner, desired, issue }: Match) => {
    const numbers = [desired.item.ref, issue?.number].flatMap((number) => number ?? []);
    return [owner.key, ...numbers.map(issueName)].map(foldKey);
  };
  const chosen = matches.filter(
    (match) => match.desired.item.type !== "epic" && names(match).includes(wanted),
  );
  const { item } = chosen[0]?.desired ?? {};
  if (item === undefined) {
    const keys = matches.filter(({ desired }) => desired.item.type === "story").map(({ owner }) => owner.key);
    return {
      isWhole: false,
      specs: new Set(),
      holds: () => false,
      problems: [unknownStory(story, keys, world)],
    };
  }
  const isWithin = (match: Match) => {
    const other = match.desired.item;
    const isSubtask =
      other.parent !== null && item.key !== null && foldKey(other.parent) === foldKey(item.key);
    return other.namespace === item.namespace && isSubtask;
  };
  const isItsEpic = (match: Match) => {
    const other = match.desired.item;
    const epic = item.fields.epic ?? item.epic;
    const isNamed = typeof epic === "string" && foldKey(match.owner.key) === foldKey(epic);
    return other.type === "epic" && other.namespace === item.namespace && isNamed;
  };
  return {
    isWhole: false,
    specs: new Set([item.spec]),
    holds: (match, changes) => {
      if (chosen.includes(match) || isWithin(match)) return true;
      const isMissing = match.issue === null && match.entry === null && changes.length > 0;
      return isItsEpic(match) && isMissing;
    },
    problems: [],
  };
}

function unknownStory(story: string, keys: readonly string[], world: World): Problem {
  const near = nearest(story, keys);
  const files = world.specs.map(({ path }) => path).join(", ");
  const isEpic = world.items.some(
    ({ type, key }) => type === "epic" && foldKey(key ?? "") === foldKey(story),
  );
  const guess = isEpic
    ? "; it is an epic, name one of its stories"
    : near === null
      ? ""
      : `; did you mean "${near}"?`;
  const place = { file: world.specs[0]?.path ?? "", line: 1, column: 1 };
  return planProblem("SP094", `story "${story}" is not in ${files}${guess}`, place);
}
