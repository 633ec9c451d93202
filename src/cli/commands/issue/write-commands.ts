import type { Command } from "commander";
import { collect } from "../../options.ts";
import { addFieldFlags, addIssueFlags, addTextFlags, refText } from "./issue-options.ts";

export function addWriteCommands(issue: Command): void {
  addCreate(issue);
  addEdit(issue);
  addComment(issue);
  addDelete(issue);
}

function addCreate(issue: Command): void {
  addFieldFlags(addTextFlags(addIssueFlags(issue.command("create"))))
    .description("create an issue")
    .argument("[title]", "its title; without it an editor opens: the first line is the title")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue create "Refund by gift card"
  spectryn issue create "Card is charged twice" --kind bug --priority critical --assignee @me
  spectryn issue create "Sign in with a passkey" --body-file passkey.md --label login,security
  git log -1 --format=%b | spectryn issue create "Follow-up" --body-file -`,
    )
    .action(async (title, flags) => (await import("./create.ts")).runCreate(title, flags));
}

function addEdit(issue: Command): void {
  addFieldFlags(addTextFlags(addIssueFlags(issue.command("edit"))))
    .description("change an issue; without flags title and text in an editor")
    .argument("<ref>", refText)
    .option("--title <title>", "its new title")
    .option("--add-label <label>", "labels to add; several with commas", collect)
    .option("--remove-label <label>", "labels to take away; several with commas", collect)
    .addHelpText(
      "after",
      `
Only what is given changes; the text is replaced as a whole. An edit that changes nothing writes nothing.

Examples:
  spectryn issue edit 12
  spectryn issue edit 12 --state "in progress" --assignee @me
  spectryn issue edit US-001 --add-label urgent --remove-label later --points 5
  spectryn issue edit 12 --milestone none --due 2026-03-31`,
    )
    .action(async (ref, flags) => (await import("./edit.ts")).runEdit(ref, flags));
}

function addComment(issue: Command): void {
  addIssueFlags(issue.command("comment"))
    .description("comment on an issue, or change or remove a comment of your own")
    .argument("<ref>", refText)
    .argument("[text]", "the comment; without it an editor opens")
    .option("-F, --body-file <file>", "the text from a file; - for standard input")
    .option("-e, --editor", "write it in $VISUAL or $EDITOR")
    .option("--edit <id>", "change this comment; the beginning of its id is enough")
    .option("--delete <id>", "remove this comment")
    .option("--force", "other people's comments and those of specs too")
    .addHelpText(
      "after",
      `
Examples:
  spectryn issue comment 12 "Works on staging"
  spectryn issue comment US-001 --body-file notes.md
  spectryn issue comment 12 --edit 01kb2v3x "Works on staging and in production"
  spectryn issue comment 12 --delete 01kb2v3x`,
    )
    .action(async (ref, text, flags) => (await import("./comment.ts")).runComment(ref, text, flags));
}

function addDelete(issue: Command): void {
  addIssueFlags(issue.command("delete"))
    .description("delete an issue; its number is never used again")
    .argument("<ref>", refText)
    .option("-y, --yes", "do not ask; needed where nobody can answer")
    .addHelpText(
      "after",
      `
Most issues are better closed: spectryn issue close 12 --as wontfix

Examples:
  spectryn issue delete 12
  spectryn issue delete 12 --yes`,
    )
    .action(async (ref, flags) => (await import("./delete.ts")).runDelete(ref, flags));
}
