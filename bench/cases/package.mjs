/** What an install brings. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runStep } from "../measure.mjs";
import { line } from "../table.mjs";

export async function measurePackage({ root }) {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const [packed] = JSON.parse((await runStep({ command: "npm", args, cwd: root, env: process.env })).stdout);
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return [
    line("size of the package", packed.unpackedSize / 1e6, {
      unit: "MB",
      most: 2,
      detail: `${packed.entryCount} files, ${(packed.size / 1e6).toFixed(2)} MB packed`,
      bound: "zod, yaml, markdown-it, commander, bundled",
    }),
    line("packages an install brings", 1 + Object.keys(dependencies).length, {
      unit: "packages",
      most: 1,
      detail: "dependencies are bundled",
      bound: "",
    }),
  ];
}
