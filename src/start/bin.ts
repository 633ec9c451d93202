#!/usr/bin/env node
/** The built command's first file. It loads the rest, which is then fast from its second run on. */
import { openCode } from "./code.ts";

// By then nothing is left to do; the system takes memory back faster than node tidies it up.
process.once("beforeExit", () => process.exit());

const args = process.argv.slice(2);
const code = openCode(import.meta.dirname, args);
const { main } = code.load("command.cjs") as typeof import("./command.ts");
main(args).then((exitCode) => {
  process.exitCode = exitCode;
  if (exitCode === 0) code.keep();
});
