/** Validates specs through the library, in turn with bare block passes, in a process of its own. Prints times as JSON. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import MarkdownIt from "markdown-it";
import { inTurn } from "../measure.mjs";

const [library, runs, ...files] = process.argv.slice(2);
const { validate } = await import(pathToFileURL(library).href);
const parser = new MarkdownIt({ html: true });
parser.core.ruler.enableOnly(["normalize", "block"]);

const timed = (work) => async () => {
  globalThis.gc?.();
  const started = performance.now();
  await work();
  return performance.now() - started;
};
const contenders = files.flatMap((file) => [
  timed(() => validate({ paths: [file] })),
  timed(() => parser.parse(readFileSync(file, "utf8"), {})),
]);
const times = await inTurn(Number(runs), contenders);
console.log(
  JSON.stringify(files.map((_, index) => ({ ours: times[2 * index], bare: times[2 * index + 1] }))),
);
