/** A `.spectryn.yaml` to start with: every option with its meaning, all but the given ones commented out. */
import { type Option, options, sections } from "../options.ts";

/** Values by key, as they are to stand in the file. Never a secret: those belong into `.env`. */
export type TemplateValues = Readonly<Record<string, string | boolean>>;

const head = [
  "# yaml-language-server: $schema=https://unpkg.com/spectryn/schema/spectryn.schema.json",
  "# Configuration of spectryn. A line without # is set; all keys: docs/configuration.md",
  "# Tokens do not belong here: put BITBUCKET_API_TOKEN and the like into .env, and .env into .gitignore.",
];

export function renderTemplate(values: TemplateValues = {}): string {
  const top = options.filter(({ section }) => section === null);
  const blocks = [
    ...top.map((option) => entry(option, values, "")),
    ...sections.map((section) => sectionBlock(section, values)),
  ];
  return `${[...head, "", ...blocks.flatMap((lines) => [...lines, ""])].join("\n").trimEnd()}\n`;
}

function sectionBlock(section: string, values: TemplateValues): string[] {
  const members = options.filter((option) => option.section === section && option.facts.isSecret !== true);
  return [`${section}:`, ...members.flatMap((option) => entry(option, values, "  "))];
}

function entry({ key, name, facts }: Option, values: TemplateValues, indent: string): string[] {
  const value = values[key];
  const line = value === undefined ? `# ${name}: ${facts.example}` : `${name}: ${JSON.stringify(value)}`;
  return [`${indent}# ${facts.meaning}`, `${indent}${line}`];
}
