import { resolve } from "node:path";
import { issueName } from "../../../core/issue/mentions.ts";
import { exitCodes } from "../../../errors.ts";
import { saveAttachments } from "../../../sync/attachments/save.ts";
import {
  type AttachmentResult,
  attachWork,
  detachWork,
  readNewAttachments,
} from "../../../sync/attachments/work.ts";
import type { Changed } from "../../../sync/issues/change.ts";
import { findLiving } from "../../../sync/issues/ref.ts";
import { renderAttachmentChange, renderAttachments } from "../../render/attachment.ts";
import { plural } from "../../render/text.ts";
import type { Ended } from "../../session.ts";
import { type Desk, finalNumber, type IssueFlags, runIssue } from "./desk.ts";

export interface AttachFlags extends IssueFlags {
  readonly name?: string;
  readonly description?: string;
}

export async function runAttach(ref: string, paths: readonly string[], flags: AttachFlags): Promise<void> {
  await runIssue("issue attach", flags, async (desk) => {
    const { workspace, settings } = desk.session;
    const { name, description } = flags;
    const options = { cwd: workspace.cwd, limit: settings.attachmentLimit, name, description };
    const files = await readNewAttachments(paths, options);
    return end(desk, await desk.change(attachWork(ref, files, desk.place.repository)));
  });
}

export async function runDetach(ref: string, word: string, flags: IssueFlags): Promise<void> {
  await runIssue("issue detach", flags, async (desk) => {
    const changed = await desk.change(detachWork(ref, word, desk.opened.tracker));
    const { owner, removed } = changed.result;
    if (owner !== null && removed.some(({ path }) => path !== null)) {
      const spec = desk.session.show(owner.spec);
      desk.session.terminal.err(`while ${spec} names the file, the next sync attaches it again\n`);
    }
    return end(desk, changed);
  });
}

function end({ session }: Desk, changed: Changed<AttachmentResult>): Ended {
  const { terminal, paint } = session;
  const { result, outcome } = changed;
  const number = finalNumber(changed);
  const name = issueName(number);
  if (outcome?.isUnpublished) {
    terminal.err(`this change of ${name} is kept in this clone; spectryn push publishes it\n`);
  }
  const { title, changes, removed } = result;
  const data = {
    ...{ number, name, title, attached: changes.map(({ after }) => after), removed },
    ...{ written: outcome !== null, unpublished: outcome?.isUnpublished ?? number < 0 },
  };
  return { text: renderAttachmentChange(number, result, paint), data, exit: exitCodes.done };
}

export interface AttachmentsFlags extends IssueFlags {
  readonly save?: string;
  readonly force?: boolean;
}

export async function runAttachments(ref: string, flags: AttachmentsFlags): Promise<void> {
  await runIssue("issue attachments", flags, async ({ session, opened, place, read }) => {
    const { terminal, paint, workspace } = session;
    const { number, attachments } = findLiving(await read(), ref, place.repository);
    const others = await opened.tracker.otherFiles(number);
    const names = others.map(({ name }) => name);
    const data = { number, name: issueName(number), attachments, otherFiles: names };
    const text = renderAttachments(number, attachments, names, terminal.columns, paint);
    if (flags.save === undefined) return { text, data, exit: exitCodes.done };
    const folder = resolve(workspace.cwd, flags.save);
    const overwrites = flags.force === true;
    const saved = await saveAttachments(opened.tracker, attachments, others, { folder, overwrites });
    const told = `${text}Saved ${plural(saved.length, "file")} into ${flags.save}\n`;
    return { text: told, data: { ...data, saved }, exit: exitCodes.done };
  });
}
