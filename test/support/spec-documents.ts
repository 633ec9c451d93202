/** Documents for property tests: fragments of the grammar in any order, with junk between. */
import fc from "fast-check";

const headings = [
  "# Product",
  "# EPIC-001: Shop",
  "### 🚀 EPIC-002: Checkout",
  "## Epic: CART-1 - Cart",
  "# US-900: One",
  "## US-001: Second level",
  "### US-002: Login",
  "### ✅ **US-003**: Bold id",
  "### [US-004] Bracket",
  "### us-005 - lower case",
  "### #12: Existing",
  "#### E2E-7: Fourth level",
  "##### US-008: too deep",
  "### US-009",
  "### US_010: not an id",
  "US-011: Underlined\n------",
  "## User Stories",
  "## Appendix",
  "### US-012: Trailing ###",
];

const fields = [
  "| Field | Value |\n|-------|-------|\n| **Story Points** | 5 |\n| **Priority** | 🟢 Low |\n| **Status** | ✅ Done |",
  "| Field | Value |\n|:--|--:|\n| **Team** | Blue \\| Red |\n| **Labels** | a, b |\n| **Due** | 2024-02-30 |",
  "| Field | Value |\n|--|--|\n| **Blocks** | US-002, #12 |\n| **Assignee** |\n| **Kind** | bug | extra |",
  "**Priority:** High\n**Status**: 🔄 In Progress\n**Story Points:** 3",
  "- **Priority:** High\n- **Status:** almost\n- **Milestone:** Q1",
  "> **Priority:** Critical\n> **Points:** 8",
  "| **Story Points** | 5 |",
  "**Status:** Done\nAs a user\n**Note:** x",
  "**Story Points:** TBD",
  "**Priority:** High\n**Priority:** Low",
];

const sections = [
  "#### Description",
  "### Description",
  "#### Acceptance Criteria:",
  "#### Subtasks",
  "#### Technical Notes",
  "#### Technical notes",
  "#### Links",
  "#### Comments",
  "#### Attachments",
  "#### Pull Requests",
  "##### Inner",
  "###### Deep",
  "####",
  "#### Own *name*",
];

const texts = [
  "As a user\nI want to log in",
  "- [ ] first\n- [x] second\n  - [ ] nested",
  "| # | Subtask | SP | Status |\n|---|---------|----|--------|\n| 1 | One \\| two | 3 | Done |\n| #12 | Three | | |\n| 3 |",
  "| ID | Title | Assignee | Priority | Description |\n|--|--|--|--|--|\n| ST-1 | One | @dana | high | Text PR #4 |",
  "- [ ] ST-1: name (3 SP)\n- [x] other\n  more text",
  "- Blocks: US-002, #12\n- Depends on US-003",
  "> **@dana** (2025-01-15): text\n> more",
  "- [file](./a.pdf): text",
  "PR #456 and `PR #5` and https://bitbucket.org/acme/shop/pull-requests/9",
  "```\n### US-099: in code\n```",
  "```\n### US-098: unclosed",
  "<!--\n### US-097: in a comment\n-->",
  "<!-- unclosed",
  "> ### US-096: quoted",
  "- ### US-095: in a list",
  "    ### US-094: indented code",
  "---",
  "***",
  "text\n---",
  "[ref]: https://example.com",
  "<div>\n\n### US-093: in html\n\n</div>",
  "line  \nbreak\\\nend",
  "\ttab\n\t- list",
  "",
  "",
];

const wholes = [
  "#### Subtasks\n\n| # | Subtask | SP | Status | Assignee |\n|---|---------|----|--------|----------|\n| 1 | One \\| two | 3 | ✅ Done | @dana |\n| #12 | Three |  | open | - |",
  "#### Subtasks\n\n| ID | Title | Priority | Description |\n|--|--|--|--|\n|ST-1|One|🟡 Medium|Text PR #4|\n| ST-2 | Two | | |",
  "#### Subtasks\n\n- [ ] ST-3: name (3 SP)\n- [x] other\n  more text\n- plain",
  "#### Acceptance Criteria\n\n- [ ] first\n- [x] second\n  - [ ] nested",
  "#### Dependencies\n\n- Blocks: US-002, #12\n- US-003",
  "#### Links\n\n| Type | Target |\n|------|--------|\n| Blocks | US-002 |\n| Relates to | #4 (Login) |",
  "#### Description\n\nAs a user\n\n##### Inner\n\ntext",
  "#### Technical Notes\n\nText\n\n##### Inner\n\nmore",
];

const junk = fc.string({
  unit: fc.constantFrom(
    "#",
    "*",
    "|",
    "-",
    "`",
    ">",
    " ",
    "\n",
    "\t",
    "[",
    "]",
    "(",
    ":",
    "x",
    "1",
    "~",
    "<",
    "\\",
    "🚀",
    "=",
    "\u{0}",
    "\r",
  ),
  maxLength: 24,
});

const fragment = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...headings) },
  { weight: 4, arbitrary: fc.constantFrom(...fields) },
  { weight: 4, arbitrary: fc.constantFrom(...sections) },
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  { weight: 4, arbitrary: fc.constantFrom(...wholes) },
  { weight: 2, arbitrary: junk },
);

const frontMatter = fc.constantFrom(
  "",
  "",
  "",
  "---\nnamespace: shop\nother: [1, 2]\n---\n",
  "---\nepic: BIG-1\n---\n",
);

/** A document with its own line ends, perhaps a BOM, perhaps no final newline. */
export const specDocument = fc
  .record({
    front: frontMatter,
    fragments: fc.array(fc.tuple(fragment, fc.constantFrom("\n", "\n\n", "\n\n", "\n\n\n")), {
      maxLength: 14,
    }),
    lineEnd: fc.constantFrom("\n", "\n", "\r\n", "\r"),
    mark: fc.constantFrom("", "", "", "\u{FEFF}"),
    tail: fc.constantFrom("", "\n", "  "),
  })
  .map(({ front, fragments, lineEnd, mark, tail }) => {
    const body = front + fragments.map(([text, gap]) => text + gap).join("");
    return mark + (body.trimEnd() + tail).replaceAll("\n", lineEnd);
  });
