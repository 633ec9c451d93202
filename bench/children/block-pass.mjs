/** The least that reading a spec can cost: one block pass of markdown-it over one file. */
import { readFileSync } from "node:fs";
import MarkdownIt from "markdown-it";

const parser = new MarkdownIt({ html: true });
parser.core.ruler.enableOnly(["normalize", "block"]);
parser.parse(readFileSync(process.argv[2], "utf8"), {});
