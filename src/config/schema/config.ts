/** The one schema of the configuration: types, checks, JSON Schema, docs page and template come from it. */
import * as z from "zod";
import { connectionShape } from "./connection.ts";
import { contentShape } from "./content.ts";
import { credentialShape } from "./credentials.ts";
import { mappingShape } from "./mappings.ts";
import { option } from "./option.ts";
import { branchName, pattern, text } from "./values.ts";

const bitbucketSection = z
  .strictObject({ ...credentialShape, ...connectionShape, ...contentShape, ...mappingShape })
  .describe("The Bitbucket repository, the login, and what items become there.");

const syncSection = z
  .strictObject({
    execute: option(z.boolean().default(false), {
      meaning: "Whether the bare command writes (true) or only shows the plan.",
      example: "false",
      flag: "--execute",
    }),
    verbose: option(z.boolean().default(false), {
      meaning: "Whether every step is told: settings, requests, git commands, waits.",
      example: "true",
      flag: "--verbose",
    }),
    direction: option(z.enum(["push", "pull", "both"]).default("push"), {
      meaning: "Whether changes go from the spec to the tracker (push), back (pull), or both ways.",
      example: "push",
    }),
  })
  .describe("How a run behaves.");

const pullRequestsSection = z
  .strictObject({
    comment: option(z.boolean().default(false), {
      meaning: "Whether a sync keeps one comment on each linked pull request that lists its issues.",
      example: "true",
    }),
  })
  .describe("Pull requests that belong to issues.");

export const configSchema = z
  .strictObject({
    tracker: option(z.enum(["local", "bitbucket"]).optional(), {
      meaning: "Where the issues live: in Bitbucket, or in the local git repository.",
      example: "bitbucket",
      flag: "--tracker",
      defaultText: "bitbucket if a remote of the clone is one, else local",
    }),
    specs: option(z.array(text).default([]), {
      meaning:
        "Glob patterns of the specs that a run without paths reads; relative to the file that names them.",
      example: '["specs/**/*.md"]',
      defaultText: "the EPIC.md at the root",
    }),
    id_pattern: option(pattern.optional(), {
      meaning: "Regular expression that an id must match as a whole; narrows what counts as an item.",
      example: '"US-[0-9]+"',
      defaultText: "letters and digits, dash, digits",
    }),
    transition_branches: option(z.array(branchName).optional(), {
      meaning:
        "Branches whose commits act on issues by keywords such as fixes #12; an empty list turns that off.",
      example: "[main]",
      defaultText: "the remote's main branch, else main or master",
    }),
    bitbucket: bitbucketSection.prefault({}),
    sync: syncSection.prefault({}),
    pull_requests: pullRequestsSection.prefault({}),
  })
  .describe("Configuration of spectryn");

/** The configuration's values with all defaults; keys as in the files. */
export type ConfigValues = z.output<typeof configSchema>;
