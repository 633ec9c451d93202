/** What the items of a spec become, and how the branch's commits read. */
import * as z from "zod";
import { option } from "./option.ts";
import { label, text } from "./values.ts";

export const contentShape = {
  epic_as: option(z.enum(["milestone", "issue"]).default("milestone"), {
    meaning: "Whether an epic becomes a milestone or an issue of its own that carries epic_label.",
    example: "milestone",
  }),
  epic_label: option(label.default("epic"), { meaning: "Label of epic issues.", example: "epic" }),
  story_label: option(label.default("story"), { meaning: "Label of story issues.", example: "story" }),
  subtask_label: option(label.default("subtask"), {
    meaning: "Label of subtask issues.",
    example: "subtask",
  }),
  orphans: option(z.enum(["report", "close", "delete"]).default("report"), {
    meaning: "What happens to an issue whose item left its spec.",
    example: "report",
  }),
  attachment_limit: option(z.number().positive().max(2000).default(10), {
    meaning:
      "The largest file that is attached, in MB (1,000,000 bytes). Bitbucket Cloud itself takes at most 100 per file, so no more can be set there.",
    example: "10",
  }),
  commit_message: option(text.refine((value) => !/[\r\n]/.test(value), "is one line").default("{message}"), {
    meaning:
      "Message of the branch's commits; {message} stands for spectryn's own, which only holds counts. For hosts that demand an issue key.",
    example: '"PROJ-1 {message}"',
  }),
};
