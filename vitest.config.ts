import { defineConfig } from "vitest/config";

/** unit: pure and fast, one shared context. system: real git, real processes, the built command. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/{core,spec}/**/*.test.ts", "src/*.test.ts"],
          pool: "threads",
          isolate: false,
        },
      },
      {
        test: {
          name: "system",
          include: ["src/!(core|spec)/**/*.test.ts", "test/**/*.test.ts"],
          pool: "threads",
          globalSetup: ["test/support/build.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
