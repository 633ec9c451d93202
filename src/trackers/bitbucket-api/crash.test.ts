/** A run that dies at any request, or whose answers are lost, leaves nothing that the next run does twice or forgets. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiWorld, startApiWorld } from "../../../test/support/api-worlds.ts";
import { kept, sized } from "../../../test/support/proof.ts";
import { makeDice } from "../../../test/support/random.ts";
import { planTexts, type SpecRun, syncTexts } from "../../../test/support/spec-run.ts";
import type { Fetch } from "../../http/transport.ts";

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld({ repositories: 1_000_000 });
});
afterAll(() => world.close());

const run = (word: string): SpecRun => ({
  specs: {
    "EPIC.md": `# EPIC-1: Checkout

### US-1: One

**Status:** done
**Blocks:** US-2

${word}

#### Subtasks

| Title |
|-------|
| a |
| b |

#### Comments

> **@dana** (2026-01-15): first

> **@dana** (2026-01-15): second ${word}

### US-2: Two

${word}
`,
  },
  settings: { epicAs: "issue" },
});
const titles = ["Checkout", "One", "Two", "a", "b"];

let made = 0;
function makePlace() {
  made += 1;
  const repo = `shop-${made}`;
  const fullName = `acme/${repo}`;
  world.cloud.addRepository(fullName, { rights: [[world.dana, "write"]] });
  const folder = join(world.folder, repo);
  const open = (fetch?: Fetch) => world.open({ repo, folder, ...(fetch === undefined ? {} : { fetch }) });
  return { fullName, folder, open };
}

type Place = ReturnType<typeof makePlace>;

/** Resolves when a request of that number is made; from there on no answer arrives. */
function dyingFetch(at: number, arrives: boolean): { fetch: Fetch; died: Promise<void> } {
  let count = 0;
  let die = () => {};
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  const never = new Promise<never>(() => {});
  const fetch: Fetch = async (url, init) => {
    count += 1;
    if (count > at) return never;
    const isLast = count === at;
    if (isLast && !arrives) {
      die();
      return never;
    }
    const { method, headers, body, redirect } = init;
    const answer = await globalThis.fetch(url, { method, headers, redirect, body: (body as string) ?? null });
    if (isLast) {
      await answer.text();
      die();
      return never;
    }
    return { status: answer.status, headers: answer.headers, body: answer.body as never };
  };
  return { fetch, died };
}

async function expectWhole({ fullName, open }: Place, word: string): Promise<void> {
  const { issues } = world.cloud.tracker(fullName);
  expect(issues.map(({ title }) => title).sort()).toEqual(titles);
  const one = issues.find(({ title }) => title === "One")!;
  expect(one.state).toBe("resolved");
  expect(one.raw).toContain(word);
  const comments = one.comments.map(({ raw }) => raw.split("\n")[0]).filter((line) => line !== "");
  expect(comments).toEqual(["first", `second ${word}`]);
  expect((await planTexts(open(), run(word))).writes).toEqual([]);
}

describe("a first sync", () => {
  it.each(Array.from({ length: 20 }, (_, at) => at + 1))("that dies at request %i", async (at) => {
    for (const [arrives, isForgotten] of [
      [true, false],
      [false, false],
      [true, true],
    ]) {
      const place = makePlace();
      const { fetch, died } = dyingFetch(at, arrives!);
      await Promise.race([died, syncTexts(place.open(fetch), run("x"))]);
      if (isForgotten && existsSync(place.folder)) rmSync(place.folder, { recursive: true });
      await syncTexts(place.open(), run("x"));
      await expectWhole(place, "x");
    }
  });
});

describe("a later sync", () => {
  it.each(Array.from({ length: 12 }, (_, at) => at + 1))("that dies at request %i", async (at) => {
    for (const isForgotten of [false, true]) {
      const place = makePlace();
      await syncTexts(place.open(), run("x"));
      const { fetch, died } = dyingFetch(at, true);
      await Promise.race([died, syncTexts(place.open(fetch), run("y"))]);
      if (isForgotten) rmSync(place.folder, { recursive: true });
      await syncTexts(place.open(), run("y"));
      await expectWhole(place, "y");
    }
  });
});

/** Four answers are lost in each round. */
const cutRounds = sized(8, 60);

it("loses answers at many places", async () => {
  const random = makeDice(7);
  for (let round = 0; round < cutRounds; round += 1) {
    const place = makePlace();
    for (let lost = 0; lost < 4; lost += 1) {
      const trouble = random(3) === 0 ? "cut" : "cut-answer";
      world.cloud.faults.add({ on: `POST *${place.fullName}/*`, after: random(7), trouble });
    }
    const isDone = () =>
      syncTexts(place.open(), run("x")).then(
        () => true,
        () => false,
      );
    for (let tries = 0; tries < 5 && !(await isDone()); ) tries += 1;
    await expectWhole(place, "x");
  }
  // Some wait for requests that were not made.
  const unused = world.cloud.faults.left().length;
  expect(unused).toBeLessThan(cutRounds);
  kept(
    "api-answers-lost",
    `${cutRounds * 4 - unused} answers lost in ${cutRounds} rounds: 0 lost, 0 doubled`,
  );
});
