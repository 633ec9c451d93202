/** What the items of a spec become, and how the branch's commits read. */
import * as z from "zod/mini";
import { option } from "./option.ts";
import { label, text } from "./values.ts";

export const contentShape = {
  epic_as: option(z._default(z.enum(["milestone", "issue"]), "milestone"), {
    meaning: "Whether an epic becomes a milestone or an issue of its own that carries epic_label.",
    example: "milestone",
  }),
  epic_label: option(z._default(label, "epic"), { meaning: "Label of epic issues.", example: "epic" }),
  story_label: option(z._default(label, "story"), { meaning: "Label of story issues.", example: "story" }),
  subtask_label: option(z._default(label, "subtask"), {
    meaning: "Label of subtask issues.",
    example: "subtask",
  }),
  orphans: option(z._default(z.enum(["report", "close", "delete"]), "report"), {
    meaning: "What happens to an issue whose item left its spec.",
    example: "report",
  }),
  attachment_limit: option(z._default(z.number().check(z.positive(), z.lte(2000)), 10), {
    meaning:
      "The largest file that is attached, in MB (1,000,000 bytes). Bitbucket Cloud itself takes at most 100 per file, so no more can be set there.",
    example: "10",
  }),
  commit_message: option(
    z._default(text.check(z.refine((value) => !/[\r\n]/.test(value), "is one line")), "{message}"),
    {
      meaning:
        "Message of the branch's commits; {message} stands for spectryn's own, which only holds counts. For hosts that demand an issue key.",
      example: '"PROJ-1 {message}"',
    },
  ),
};
