import { issueName, issueWord } from "../../../core/issue/mentions.ts";
import { SpectrynError } from "../../../errors.ts";
import { findLiving } from "../../../sync/issues/ref.ts";
import { deleteWork } from "../../../sync/issues/work.ts";
import { ask } from "../../ask.ts";
import { type Desk, endChange, type IssueFlags, runIssue } from "./desk.ts";

export interface DeleteFlags extends IssueFlags {
  readonly yes?: boolean;
}

export async function runDelete(ref: string, flags: DeleteFlags): Promise<void> {
  await runIssue("issue delete", flags, async (desk) => {
    if (!flags.yes) await confirm(ref, desk);
    return endChange("deleted", desk, await desk.change(deleteWork(ref, desk.place)));
  });
}

async function confirm(ref: string, { session, read, place }: Desk): Promise<void> {
  const { number, fields, owner } = findLiving(await read(), ref, place.repository);
  const name = `${issueName(number)} ${fields.title}`;
  if (!session.terminal.canAsk) {
    throw new SpectrynError(
      "unconfirmed",
      `nobody can confirm that ${name} is deleted; nothing was written`,
      {
        hint: `If it is meant: spectryn issue delete ${issueWord(number)} --yes`,
      },
    );
  }
  const note =
    owner === null ? "" : ` It is ${owner.key} of ${session.show(owner.spec)}, which still asks for it.`;
  if (await ask(`Delete ${name}?${note}`, session.runtime.signal)) return;
  throw new SpectrynError("unconfirmed", "not confirmed; nothing was written", {});
}
