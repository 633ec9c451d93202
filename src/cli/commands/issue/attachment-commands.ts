import type { Command } from "commander";
import { addIssueFlags, refText } from "./issue-options.ts";

export function addAttachmentCommands(issue: Command): void {
  addAttach(issue);
  addDetach(issue);
  addAttachments(issue);
}

function addAttach(issue: Command): void {
  addIssueFlags(issue.command("attach"))
    .description("attach files to an issue")
    .argument("<ref>", refText)
    .argument("<files...>", "the files; one of a name that is there is its new version")
    .option("--name <name>", "another name than the file's")
    .option("--description <text>", "what it is")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue attach 12 log.txt screenshot.png
  spectryn issue attach US-001 /tmp/p.pdf --name plan.pdf --description "The plan of May"`,
    )
    .action(async (ref, files, flags) => (await import("./attach.ts")).runAttach(ref, files, flags));
}

function addDetach(issue: Command): void {
  addIssueFlags(issue.command("detach"))
    .description("take an attachment off an issue; its content stays in the history")
    .argument("<ref>", refText)
    .argument("<attachment>", "its id, or its name")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue detach 12 log.txt
  spectryn issue detach 12 3b9f01c2aa47`,
    )
    .action(async (ref, word, flags) => (await import("./attach.ts")).runDetach(ref, word, flags));
}

function addAttachments(issue: Command): void {
  addIssueFlags(issue.command("attachments"))
    .description("list the attachments of an issue, or save them")
    .argument("<ref>", refText)
    .option("--save <dir>", "save them into this folder")
    .option("--force", "overwrite files of the same names")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue attachments 12
  spectryn issue attachments US-001 --save downloads`,
    )
    .action(async (ref, flags) => (await import("./attach.ts")).runAttachments(ref, flags));
}
