import { toLinkType } from "../../../sync/issues/words.ts";
import { linkWork, unlinkWork } from "../../../sync/issues/work.ts";
import { endChange, type IssueFlags, runIssue } from "./desk.ts";

export async function runLink(from: string, type: string, to: string, flags: IssueFlags): Promise<void> {
  await runIssue("issue link", flags, async (desk) => {
    const work = linkWork(from, toLinkType(type), to, desk.place);
    return endChange("linked", desk, await desk.change(work));
  });
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
