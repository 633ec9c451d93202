/**
 * The guide's blocks: each command, environment, YAML, TOML and spec block once, as a file of `test/e2e/guide/`,
 * in the guide's order. The guide's text lost indentation and line ends; the files have them, by the TOML twins.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(import.meta.dirname, "../e2e/guide");

/** In the order in which the guide has them. */
export const blockNames = [
  "quick-start.sh",
  "config.yaml",
  "config.toml",
  "environment.sh",
  "arguments.sh",
  "cloud-login.sh",
  "cloud-login.yaml",
  "server-login.sh",
  "server-login.yaml",
  "cloud-example.yaml",
  "server-example.yaml",
  "verify.sh",
  "server-setup.yaml",
  "server-install.sh",
  "ssl-verify.sh",
  "epic-milestone.md",
  "epic-label.yaml",
  "status-mapping.yaml",
  "priority-mapping.yaml",
  "story-points.md",
  "troubleshooting-install.sh",
  "debug.sh",
  "debug.yaml",
  "basic-sync.sh",
  "cloud-example.sh",
  "server-example.sh",
  "enhanced-server.sh",
] as const;

export type BlockName = (typeof blockNames)[number];

/** The text as it stands in the file. */
export function readBlock(name: BlockName): string {
  return readFileSync(join(folder, name), "utf8");
}

/** What lies in the folder, in the alphabet's order. */
export function listBlockFiles(): string[] {
  return readdirSync(folder).sort();
}

/**
 * Where a file differs from the guide, and why: spectryn is an npm package, and Server support is built in, so
 * the guide's extra has no form of its own.
 */
export const replacements: readonly (readonly [guide: string, ours: string, blocks: readonly BlockName[]])[] =
  [
    ["pip install spectryn\n", "npm install --global spectryn\n", ["quick-start.sh"]],
    [
      "pip install spectryn[bitbucket]\n",
      "npm install --global spectryn\n",
      ["quick-start.sh", "server-install.sh", "troubleshooting-install.sh", "enhanced-server.sh"],
    ],
  ];

/** A block in the guide's own words. */
export function toGuideWords(name: BlockName): string {
  let text = readBlock(name);
  for (const [guide, ours, blocks] of replacements) {
    if (blocks.includes(name)) text = text.replace(ours, guide);
  }
  return text;
}
