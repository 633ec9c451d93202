/** Commands that write, each in a place where it has something to do. */
import type { Where } from "./boundary-world.ts";

export interface Scenario {
  readonly name: string;
  readonly where: Where;
  readonly base: keyof typeof bases;
  /** Shell commands that make the place out of its base. */
  readonly before?: string;
  readonly args: readonly string[];
  /**
   * What a person does after a kill: `again`, the same command at once; `look`, first see whether it was done,
   * because done twice it would be there twice or be refused.
   */
  readonly after: "again" | "look";
  /** Also proved in a check. */
  readonly isQuick?: boolean;
}

const epic = (text: string, more = "") => `cat > EPIC.md <<'END'
# EPIC-1: Checkout

### US-1: Pay

| **Field** | Value |
|---|---|
| **Priority** | High |

${text}

#### Subtasks

| # | Subtask | SP | Status |
|---|---|---|---|
| 1 | Form | 1 | Planned |

#### Comments

> **@dana** (2026-01-15): first

#### Attachments

- [plan.txt](./plan.txt): The plan

### US-2: Receipt

**Blocks:** US-1

A text.
${more}END
`;

const sync = ["sync", "EPIC.md", "--execute", "--yes", "--no-input"];
const spec = `echo "the plan" > plan.txt\n${epic("As a guest I want to pay.")}`;
const synced = `${spec}spectryn ${sync.join(" ")}\n`;
const changed = epic("As a guest I want to pay by card.", "\n### US-3: Refund\n\nAnother one, see #1.\n");
const pushed = (message: string) =>
  `git commit --quiet --allow-empty -m "${message}"\ngit push --quiet origin HEAD:main\n`;
const worked = `${spec}git add .\n${pushed("spec")}spectryn ${sync.join(" ")}\n${pushed("fixes #1")}`;

/** Of one clone: issues made without the network, and a spec that names one of them. */
const offline = `${synced}spectryn issue create "On a train" --offline
spectryn issue comment new-1 "seen there" --offline
spectryn issue comment US-1 "and there" --offline
${epic("As a guest I want to pay, see new-1.")}`;

/** Somebody else published meanwhile: what this clone has lies beside that. */
const beside = `${offline}git clone --quiet "$(git remote get-url origin)" ../other
(cd ../other && spectryn issue create Elsewhere && spectryn issue edit US-1 --points 8)
spectryn issue edit US-2 --assignee lee --offline
`;

/** Shell commands that make what several scenarios start from. */
export const bases = { spec, synced, worked, offline, beside };

const syncs: readonly Scenario[] = [
  { name: "first sync", where: "server", base: "spec", args: sync, after: "again", isQuick: true },
  { name: "sync", where: "server", base: "synced", before: changed, args: sync, after: "again" },
  { name: "first local sync", where: "repository", base: "spec", args: sync, after: "again" },
  { name: "local sync", where: "repository", base: "synced", before: changed, args: sync, after: "again" },
  { name: "first sync in a folder", where: "folder", base: "spec", args: sync, after: "again" },
  {
    ...{ name: "sync both ways", where: "server", base: "synced", after: "again", isQuick: true },
    before: `spectryn issue edit US-1 --points 5 --assignee lee\n${changed}`,
    args: [...sync, "--direction", "both"],
  },
  {
    ...{ name: "apply", where: "server", base: "synced", after: "look", isQuick: true },
    before: `${changed}spectryn plan EPIC.md -o plan.json\n`,
    args: ["apply", "plan.json", "--yes", "--no-input"],
  },
  { name: "sync by keywords", where: "server", base: "worked", args: sync, after: "again" },
  { name: "sync of offline issues", where: "server", base: "offline", args: sync, after: "again" },
  { name: "sync beside others", where: "server", base: "beside", args: sync, after: "again" },
  { name: "push beside others", where: "server", base: "beside", args: ["push"], after: "again" },
  { name: "push", where: "server", base: "offline", args: ["push"], after: "again", isQuick: true },
];

type Rest = Partial<Omit<Scenario, "name" | "args" | "after">>;

function issue(args: string, after: Scenario["after"], rest: Rest = {}): Scenario {
  const words = args.match(/"[^"]*"|\S+/g) ?? [];
  const place = { where: "server", base: "synced", ...rest } as const;
  return {
    ...place,
    name: `issue ${args}`,
    args: ["issue", ...words.map((word) => word.replaceAll('"', ""))],
    after,
  };
}

const commands: readonly Scenario[] = [
  issue("create Refund --label money --milestone Q1", "look", { isQuick: true }),
  issue("create Refund", "look", { where: "repository" }),
  issue("create Refund --offline", "look", { where: "clone" }),
  issue('edit US-1 --title "Pay now" --points 3', "again"),
  issue('comment US-1 "Works on staging"', "look", { isQuick: true }),
  issue("attach US-2 note.txt", "again", { before: "echo note > note.txt", isQuick: true }),
  issue("detach US-1 plan.txt", "look"),
  issue('link US-1 "relates to" US-2', "again"),
  issue("unlink US-2 blocks US-1", "look"),
  issue("close US-2 --comment Released", "look"),
  issue("reopen US-2", "look", { before: "spectryn issue close US-2" }),
  issue("assign US-2 lee", "again"),
  issue("delete US-2 --yes", "look", { isQuick: true }),
  {
    ...{ name: "milestone rename", where: "server", base: "synced", after: "look" },
    before: "spectryn milestone add Q1\nspectryn issue edit US-2 --milestone Q1\n",
    args: ["milestone", "rename", "Q1", "Q2"],
  },
];

export const scenarios: readonly Scenario[] = [...syncs, ...commands];
