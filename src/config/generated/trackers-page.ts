/** docs/trackers.md, what each tracker and host can do: from the declarations that plans are audited against. */
import { type Abilities, type Ability, abilityTitles } from "../../core/abilities.ts";
import { forges } from "../../forges/registry.ts";
import { trackerAbilities } from "../../trackers/registry.ts";

type ForgeAbilities = (typeof forges)["cloud" | "server"]["abilities"];

const head = `# Trackers and hosts

This page is generated from the abilities that each tracker and host declares; run node scripts/generate.mjs.
A plan that asks for more than its tracker can do is refused before anything is sent (SP095); parts of items that
stay in the spec are named in a warning (SP083).

## Trackers

\`local\` is a branch of this repository, or \`.spectryn/tracker.git\` outside of one. \`bitbucket\` is the same branch in a
Bitbucket repository, on Cloud and Server alike; \`bitbucket (api)\` are the issues of a host that still answers the
Issues API 2.0 (\`bitbucket.issues: api\`, or \`auto\` where such a host is found).
`;

const hosts = `## Hosts

What is asked of the host itself: pull requests and people. Without a host (\`local\`) there are neither.
`;

export function renderTrackersPage(): string {
  const trackers: readonly (readonly [string, Abilities])[] = Object.entries(trackerAbilities);
  const abilities = (Object.keys(abilityTitles) as Ability[]).map((ability) => [
    abilityTitles[ability],
    ...trackers.map(([, able]) => yesOrNo(able[ability])),
  ]);
  const both = [forges.cloud.abilities, forges.server.abilities];
  const rows = hostRows.map(([title, show]) => [title, ...both.map(show)]);
  return [
    head,
    table(["A tracker can", ...trackers.map(([name]) => `\`${name}\``)], abilities),
    hosts,
    table(["", "Bitbucket Cloud", "Bitbucket Server"], rows),
  ].join("\n");
}

const hostRows: readonly (readonly [string, (abilities: ForgeAbilities) => string])[] = [
  ["pull requests are found by words in their", ({ pullRequestText }) => pullRequestText.join(", ")],
  ["people are found by", ({ userNames }) => userNames.join(", ")],
  ["a comment is changed by naming its version", ({ hasCommentVersions }) => yesOrNo(hasCommentVersions)],
  ["characters of a comment, at most", ({ longestComment }) => String(longestComment)],
];

function yesOrNo(is: boolean): string {
  return is ? "yes" : "no";
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return `${[line(heads), `|${heads.map(() => "---|").join("")}`, ...rows.map(line)].join("\n")}\n`;
}
