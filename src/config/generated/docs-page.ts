/** The reference page of the configuration, docs/configuration.md. */
import { type Option, options } from "../options.ts";
import { type JsonSchema, makeJsonSchema, schemaOf } from "./json-schema.ts";

const head = `# Configuration

This page is generated from the schema in src/config; change it there, then run node scripts/generate.mjs.

## Where values come from

The first that has a value wins:

1. a flag of the command line
2. an environment variable
3. \`.env\`: the nearest one, from the working directory up to the repository's root, that sets one of the variables below. Only \`BITBUCKET_*\` and \`SPECTRYN_*\` are read from it. A link that leads out of the repository is not followed.
4. the project's file: \`.spectryn.yaml\`, \`.spectryn.yml\` or \`.spectryn.toml\`, the nearest one from the working directory up to the repository's root, or the one of \`--config FILE\`. Two of them in one folder are an error.
5. the user's file: \`$XDG_CONFIG_HOME/spectryn/config.yaml\`, by default \`~/.config/spectryn/config.yaml\`
6. the default

Tables (\`status_mapping\`, \`priority_mapping\`, \`users\`) are put together entry by entry.
\`spectryn plan --verbose\` says where each value came from. Secrets show as \`(set)\`.

Unknown keys and wrong values are errors with file, line and column. A key without a value is an error; an empty variable counts as not set.

## Options

In a file the part before the dot is the section: \`bitbucket.repo\` is \`repo\` below \`bitbucket:\`.
`;

const tail = `
## Values in variables

- **boolean**: \`true\`, \`false\`, \`1\` or \`0\`; anything else is an error. In files too.
- **list**: separated by commas: \`SPECTRYN_SPECS=specs/*.md,EPIC.md\`
- **table**: \`word=value\`, separated by commas: \`SPECTRYN_BITBUCKET_STATUS_MAPPING="in qa=open,shipped=closed"\`
- **rate_limit**: requests an hour, or \`burst/per second\`: \`60/5\`

The variables are \`SPECTRYN_\` and the key in capitals, except those that the guide names, which start with \`BITBUCKET_\`.
The branch has no variable \`BITBUCKET_BRANCH\`, because Bitbucket Pipelines sets that to the branch it builds.

In \`.env\`, put a value with \`#\` in quotes: without them the rest is a comment.

## What a repository's own files may not do

\`base_url\`, \`git_url\`, \`ssl_verify: false\`, \`ca_file\` and \`proxy\` from the project's file or its \`.env\` apply to credentials from the same file.
With credentials from anywhere else (another file, the environment, a flag, git) the host they lead to must be one of these, or the run stops before anything is sent:

- the host of the clone's own remote
- the host in \`BITBUCKET_BASE_URL\` of the environment
- a host confirmed with \`--trust-host HOST\`

For bitbucket.org itself, checking of certificates is never turned off by such a file, and certificates from it are not trusted, unless \`--trust-host\` names it.
Credentials are not sent over plain http, except to this machine or with \`--insecure-http\`.
`;

export function renderDocsPage(): string {
  const whole = makeJsonSchema();
  const rows = options.map((option) => row(option, schemaOf(whole, option.key)));
  const table = [
    "| Key | Type | Default | Variable | Flag | Meaning |",
    "|---|---|---|---|---|---|",
    ...rows,
  ];
  return `${head}\n${table.join("\n")}\n${tail}`;
}

function row({ key, variable, facts }: Option, schema: JsonSchema): string {
  const flag = facts.flag === undefined ? "" : `\`${facts.flag}\``;
  const cells = [
    `\`${key}\``,
    typeText(schema),
    defaultText(facts.defaultText, schema),
    `\`${variable}\``,
    flag,
  ];
  return `| ${[...cells, facts.meaning].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

export function typeText(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(" or ");
  if (schema.type === "array") return "list of strings";
  if (schema.properties !== undefined) return `{ ${Object.keys(schema.properties).join(", ")} }`;
  if (schema.type !== "object") return schema.type ?? "";
  const values = schema.additionalProperties;
  return typeof values === "object" && values.enum !== undefined
    ? `table of words to ${typeText(values)}`
    : "table of strings";
}

function defaultText(words: string | undefined, schema: JsonSchema): string {
  if (words !== undefined) return words;
  const value = schema.default;
  if (value === undefined || JSON.stringify(value) === "{}") return "none";
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
