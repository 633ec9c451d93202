/** Specs as teams write them: a field table, prose, criteria, subtasks, notes. The same text for the same request. */

const verbs = [
  "Reserve",
  "Refund",
  "Export",
  "Import",
  "Translate",
  "Archive",
  "Search",
  "Merge",
  "Share",
  "Print",
];
const things = [
  "order",
  "basket",
  "invoice",
  "voucher",
  "address",
  "receipt",
  "parcel",
  "review",
  "price list",
  "stock",
];
const people = ["dana", "lee", "kim", "sam", "noor"];
const components = ["Checkout", "Payments", "Search", "Back office"];
const states = ["📋 Planned", "🔄 In Progress", "✅ Done", "🚧 Blocked"];
const priorities = ["🔴 Critical", "🟡 High", "🟢 Medium", "Low"];

/** Issues that one story becomes: itself and its subtasks. */
export const issuesPerStory = 4;

/**
 * One spec of `stories` stories, the first of them numbered `first`, below one epic.
 * @param {{ stories: number, first?: number, epic?: number, points?: number, more?: number }} request
 *   `points`: those of the first story, for a change of one field; `more`: added to the points of each of the first
 *   250 stories and of their subtasks, for a change of 1,000 issues
 */
export function makeSpec({ stories, first = 1, epic = 1, points, more = 0 }) {
  const head = `# 🚀 EPIC-${pad(epic)}: Shop release ${epic}

| Field | Value |
|-------|-------|
| **Milestone** | Q${1 + (epic % 4)} ${2024 + Math.floor(epic / 4)} |
| **Status** | 🔄 In Progress |

## Epic Summary

Everything that the ${epic}. release of the shop needs, agreed with support and finance.

## User Stories
`;
  const parts = Array.from({ length: stories }, (_, index) =>
    makeStory(first + index, first, first + index <= 250 ? more : 0, index === 0 ? points : undefined),
  );
  return `${head}${parts.join("")}`;
}

/** Specs that together become about `issues` issues, a hundred stories in a file. */
export function makeSpecs(issues, more = 0) {
  const stories = Math.ceil(issues / issuesPerStory);
  const files = Math.ceil(stories / 100);
  return Array.from({ length: files }, (_, index) => {
    const request = {
      stories: Math.min(100, stories - index * 100),
      first: 1 + index * 100,
      epic: index + 1,
      more,
    };
    return { path: `specs/release-${pad(index + 1)}.md`, request, text: makeSpec(request) };
  });
}

function makeStory(number, first, more, points = 1 + (number % 8) + more) {
  const title = `${pick(verbs, number)} ${pick(things, Math.floor(number / 10))} in step ${number}`;
  const blocked = number > first && number % 5 === 0 ? `| **Blocked by** | US-${pad(number - 1)} |\n` : "";
  return `
### 🔧 US-${pad(number)}: ${title}

| Field | Value |
|-------|-------|
| **Story Points** | ${points} |
| **Priority** | ${pick(priorities, number)} |
| **Status** | ${pick(states, number)} |
| **Component** | ${pick(components, number)} |
| **Assignee** | @${pick(people, number)} |
| **Labels** | web, release-${number % 7} |
${blocked}
#### Description

**As a** shopper who comes back for the ${number}. time
**I want** to ${title.toLowerCase()}
**So that** I am done in _one_ visit and \`support\` has one call less

Today this takes two pages and a call. Measured in spring: ${40 + (number % 50)} % leave before the end.

#### Acceptance Criteria

- [${number % 3 === 0 ? "x" : " "}] The page answers within a second
- [ ] The ${pick(things, number)} shows who changed it last
  - [ ] also after a reload
- [x] Nothing is lost when the connection breaks

#### Subtasks

| # | Subtask | Description | SP | Status |
|---|---------|-------------|----|--------|
| 1 | Form for step ${number} | Fields, hints and errors | ${2 + more} | ✅ Done |
| 2 | Service call ${number} | With a retry and a limit | ${3 + more} | 📋 Planned |
| 3 | Tests of step ${number} | Page and service | ${1 + more} | 📋 Planned |

#### Technical Notes

The service keeps a draft; see [the page](https://example.com/wiki/${number}).

\`\`\`ts
await draft.save({ step: ${number}, retry: 3 });
\`\`\`
`;
}

function pick(list, number) {
  return list[number % list.length];
}

function pad(number) {
  return String(number).padStart(3, "0");
}
