import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** A proof in full size takes as long as it takes, wherever it stands. */
const atLeast = (ms: number) => (process.env["PROOF_SIZE"] === "full" ? 3_600_000 : ms);

/**
 * unit: pure and fast, one shared context. system: real git and real processes. e2e: the built command from
 * the shell, built once before. proofs: what must hold under fire, small here and in full size in `npm run soak`.
 *
 * Tests that start programs run in processes of their own: starting one costs as much as the starting process has
 * memory, and in a process that others fork as well a script just written may be "busy" (ETXTBSY).
 */
export default defineConfig({
  test: {
    // Most tests wait for their children.
    maxWorkers: availableParallelism() + 1,
    maxConcurrency: 2,
    projects: [
      {
        test: {
          name: "unit",
          setupFiles: ["test/support/seed.ts"],
          include: ["src/{core,spec}/**/*.test.ts", "src/*.test.ts"],
          pool: "threads",
          isolate: false,
          testTimeout: atLeast(60_000),
        },
      },
      {
        test: {
          name: "system",
          setupFiles: ["test/support/seed.ts"],
          include: ["src/!(core|spec)/**/*.test.ts", "test/!(e2e|proofs)/**/*.test.ts"],
          pool: "forks",
          testTimeout: atLeast(120_000),
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          pool: "forks",
          globalSetup: ["test/support/build.ts", "test/support/package-folder.ts"],
          testTimeout: atLeast(120_000),
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "proofs",
          setupFiles: ["test/support/seed.ts"],
          include: ["test/proofs/**/*.test.ts"],
          pool: "forks",
          globalSetup: ["test/support/build.ts"],
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
