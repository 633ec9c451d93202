/** docs/failures.md as data, and tests that run its rows: what is printed is what the page says, and each way out works. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeShell, type Ran } from "./built-command.ts";
import { copyWorld, type FailureWorld, makeTemplate } from "./failure-world.ts";
import { type GitServer, startGitServer } from "./git-server.ts";

export interface FailureRow {
  readonly happened: string;
  /** What is printed; `…` stands for any text of a line. None: nothing is wrong. */
  readonly says: readonly string[];
  readonly exit: number;
  readonly ways: readonly string[];
  /** The test file that runs it, from the project's root. */
  readonly test: string;
}

const root = resolve(import.meta.dirname, "../..");

export function readFailures(): FailureRow[] {
  return readFileSync(join(root, "docs/failures.md"), "utf8")
    .split("\n")
    .filter((line) => /^\| (?!what happened|---)/.test(line))
    .map((line) => {
      const [happened = "", said = "", way = "", test = ""] = line.slice(2, -2).split(" | ");
      return {
        happened,
        says: [...said.matchAll(/`([^`]+)`/g)].map(([, words]) => words!),
        exit: Number(/exit (\d+)/.exec(said)?.[1] ?? 0),
        ways: way.split("<br>"),
        test: /\]\(\.\.\/(.+?)\)/.exec(test)?.[1] ?? "",
      };
    });
}

const rows = new Map(readFailures().map((row) => [row.happened, row]));

export interface Told {
  /** Expects that a run says what the row says, with its exit code. */
  told(ran: Ran): void;
  /** Expects that a way out led somewhere: a sync ends with nothing to do, nothing lost and nothing doubled. */
  settled(world: Settling, titles?: readonly string[]): Promise<void>;
  /** Ends the test with a printed reason where this machine cannot make the failure happen. */
  skip(reason: string): never;
}

/** What a world must have to be looked at in the end. */
export type Settling = Pick<FailureWorld, "sync" | "titles">;

/** A row of the page as a test; each of its ways out must be taken. */
export function failure(happened: string, scenario: (row: Told) => Promise<void>): void {
  it.concurrent(happened, async (context) => {
    const row = rows.get(happened);
    if (row === undefined) throw new Error(`docs/failures.md has no row "${happened}"`);
    let [told, ways] = [0, 0];
    await scenario({
      told: (ran) => {
        told += 1;
        expectSaid(row, ran);
      },
      settled: async (world, titles = usualTitles) => {
        ways += 1;
        await expectSettled(world, titles);
      },
      skip: (reason) => {
        console.log(`skipped: ${happened}: ${reason}`);
        return context.skip(reason);
      },
    });
    expect({ told: told > 0, ways }).toEqual({ told: true, ways: row.ways.length });
  });
}

function expectSaid({ says, exit }: FailureRow, { code, output }: Ran): void {
  for (const words of says) {
    const pattern = words
      .split("…")
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
      .join(".*");
    expect(output).toMatch(new RegExp(pattern));
  }
  if (says.length === 0) expect(output).not.toMatch(/^(?:error|warning|note):/m);
  expect(code, output).toBe(exit);
}

export const usualTitles = ["Pay by card", "Pay later"];

async function expectSettled(world: Settling, titles: readonly string[]): Promise<void> {
  const first = await world.sync();
  expect(first.code, first.output).toBe(0);
  const second = await world.sync();
  expect(second.output).toMatch(/^Nothing to do\. \d+ items, 0 changes\.$/m);
  expect(second.output).not.toMatch(/^(?:error|warning|note):/m);
  expect(second.code).toBe(0);
  expect(world.titles()).toEqual([...titles].sort());
}

/** The command that a run prints after some words, to be run word for word. */
export function commandAfter({ output }: Ran, words: string): string {
  const at = output.indexOf(words);
  if (at === -1) throw new Error(`not said: ${words}\n${output}`);
  return output
    .slice(at + words.length)
    .split("\n")[0]!
    .trim();
}

/** Worlds for the failures of a file: each is a copy of one that was synced (or, `empty`, never). */
export function useFailureWorlds(): (from?: "template" | "empty") => FailureWorld {
  const shell = makeShell();
  let server: GitServer;
  let count = 0;
  beforeAll(async () => {
    server = await startGitServer();
    await makeTemplate(shell, server);
  });
  afterAll(async () => {
    await server.close();
    shell.remove();
  });
  return (from) => {
    count += 1;
    return copyWorld(shell, server, `world-${count}`, from);
  };
}
