/** Reads one configuration file: bytes to UTF-8 to a tree with places. */
import { dirname, extname } from "node:path";
import { SpectrynError } from "../../errors.ts";
import { readBytes } from "../../fs/files.ts";
import type { Given } from "../layer.ts";
import { configError, type TreeNode } from "../tree.ts";

export type FileRole = "project" | "named" | "user";

/** A configuration is some lines; more is a mistake or an attack. */
const maxBytes = 1024 * 1024;

/** `null` where there is no file. `shown` is the path as people see it. */
export async function readConfigFile(path: string, shown: string, role: FileRole): Promise<Given | null> {
  const bytes = await readBytes(path);
  if (bytes === null) return null;
  const text = decode(bytes, shown);
  const tree = await parse(text, path, shown);
  const originOf = ({ place }: TreeNode) => ({ from: role, path, place });
  return { tree, originOf, folder: dirname(path) };
}

/** Most runs have no such file and load no parser. */
async function parse(text: string, path: string, shown: string): Promise<TreeNode> {
  if (extname(path) === ".toml") return (await import("../parse/toml.ts")).parseToml(text, shown);
  return (await import("../parse/yaml.ts")).parseYaml(text, shown);
}

function decode(bytes: Buffer, shown: string): string {
  if (bytes.length > maxBytes) {
    throw new SpectrynError(
      "config",
      `${shown} is ${bytes.length} bytes; a configuration has at most ${maxBytes}`,
      {
        hint: "Check that the file is the one you mean.",
      },
    );
  }
  try {
    // The decoder takes a byte order mark away.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw configError([{ where: shown, message: "the file is not UTF-8; save it in that encoding" }]);
  }
}
