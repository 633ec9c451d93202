/**
 * The files that are made from the schema and from declared abilities, and kept in the repository;
 * scripts/generate.mjs writes and checks them.
 */
import { renderDocsPage } from "./docs-page.ts";
import { renderJsonSchema } from "./json-schema.ts";
import { renderTrackersPage } from "./trackers-page.ts";

export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

export function makeGeneratedFiles(): GeneratedFile[] {
  return [
    { path: "schema/spectryn.schema.json", content: renderJsonSchema() },
    { path: "docs/configuration.md", content: renderDocsPage() },
    { path: "docs/trackers.md", content: renderTrackersPage() },
  ];
}
