import type { Link } from "../../../core/issue/field.ts";
import { blockingChain, blockingOf } from "../../../core/issue/links.ts";
import { issueName } from "../../../core/issue/mentions.ts";
import type { Changed } from "../../../sync/issues/change.ts";
import { toLinkType } from "../../../sync/issues/words.ts";
import { type IssueChange, linkWork, unlinkWork } from "../../../sync/issues/work.ts";
import { endChange, type IssueFlags, runIssue } from "./desk.ts";

export async function runLink(from: string, type: string, to: string, flags: IssueFlags): Promise<void> {
  await runIssue("issue link", flags, async (desk) => {
    const work = linkWork(from, toLinkType(type), to, desk.place);
    const changed = await desk.change(work);
    const circle = closedCircle(changed);
    if (circle !== null) {
      const { paint, terminal } = desk.session;
      terminal.err(`${paint("yellow", "warning:")} these issues block each other now: ${circle}\n`);
    }
    return endChange("linked", desk, changed);
  });
}

/** Of the link that was written: a specification could not say it (SP062). */
function closedCircle({ result, snapshot, outcome }: Changed<IssueChange>): string | null {
  const { after } = result.changes.find(({ field }) => field === "links") ?? {};
  const link = (after as readonly Link[] | undefined)?.at(-1);
  if (outcome === null || result.number === null || typeof link?.to !== "number") return null;
  const way = blockingOf(link.type);
  if (way === null) return null;
  const [blocker, other] = way === "forth" ? [result.number, link.to] : [link.to, result.number];
  const chain = blockingChain(snapshot.issues, other, blocker);
  return chain && [blocker, ...chain].map(issueName).join(" -> ");
}

/** With two arguments the second is the other issue, and all links between the two go. */
export async function runUnlink(
  from: string,
  type: string,
  to: string | undefined,
  flags: IssueFlags,
): Promise<void> {
  await runIssue("issue unlink", flags, async (desk) => {
    const [kind, other] = to === undefined ? [null, type] : [toLinkType(type), to];
    return endChange("unlinked", desk, await desk.change(unlinkWork(from, kind, other, desk.place)));
  });
}
