/** The one schema of the configuration: types, checks, JSON Schema, docs page and template come from it. */
import * as z from "zod/mini";
import { connectionShape } from "./connection.ts";
import { contentShape } from "./content.ts";
import { credentialShape } from "./credentials.ts";
import { mappingShape } from "./mappings.ts";
import { described, option } from "./option.ts";
import { branchName, pattern, text } from "./values.ts";

const bitbucketSection = described(
  z.strictObject({ ...credentialShape, ...connectionShape, ...contentShape, ...mappingShape }),
  "The Bitbucket repository, the login, and what items become there.",
);

const syncSection = described(
  z.strictObject({
    execute: option(z._default(z.boolean(), false), {
      meaning: "Whether the bare command writes (true) or only shows the plan.",
      example: "false",
      flag: "--execute",
    }),
    verbose: option(z._default(z.boolean(), false), {
      meaning: "Whether every step is told: settings, requests, git commands, waits.",
      example: "true",
      flag: "--verbose",
    }),
    direction: option(z._default(z.enum(["push", "pull", "both"]), "push"), {
      meaning: "Whether changes go from the spec to the tracker (push), back (pull), or both ways.",
      example: "push",
    }),
  }),
  "How a run behaves.",
);

const pullRequestsSection = described(
  z.strictObject({
    comment: option(z._default(z.boolean(), false), {
      meaning: "Whether a sync keeps one comment on each linked pull request that lists its issues.",
      example: "true",
    }),
  }),
  "Pull requests that belong to issues.",
);

export const configSchema = described(
  z.strictObject({
    tracker: option(z.optional(z.enum(["local", "bitbucket"])), {
      meaning: "Where the issues live: in Bitbucket, or in the local git repository.",
      example: "bitbucket",
      flag: "--tracker",
      defaultText: "bitbucket if a remote of the clone is one, else local",
    }),
    specs: option(z._default(z.array(text), []), {
      meaning:
        "Glob patterns of the specs that a run without paths reads; relative to the file that names them.",
      example: '["specs/**/*.md"]',
      defaultText: "the EPIC.md at the root",
    }),
    id_pattern: option(z.optional(pattern), {
      meaning: "Regular expression that an id must match as a whole; narrows what counts as an item.",
      example: '"US-[0-9]+"',
      defaultText: "letters and digits, dash, digits",
    }),
    transition_branches: option(z.optional(z.array(branchName)), {
      meaning:
        "Branches whose commits act on issues by keywords such as fixes #12; an empty list turns that off.",
      example: "[main]",
      defaultText: "the remote's main branch, else main or master",
    }),
    bitbucket: z.prefault(bitbucketSection, {}),
    sync: z.prefault(syncSection, {}),
    pull_requests: z.prefault(pullRequestsSection, {}),
  }),
  "Configuration of spectryn",
);

/** The configuration's values with all defaults; keys as in the files. */
export type ConfigValues = z.output<typeof configSchema>;
