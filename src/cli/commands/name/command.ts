/** `milestone`, `component` and `version`: the same commands for each kind of name. */
import type { Command } from "commander";
import type { NameKind } from "../../../core/issue/write.ts";
import type { Typed } from "../../options.ts";
import { addIssueFlags } from "../issue/issue-options.ts";

export function addNames(kind: NameKind) {
  return (program: Command, typed: Typed): void => {
    const group = program.command(kind).description(`work with the ${kind}s of the tracker`);
    if (typed.has(kind)) addCommands(group, kind);
  };
}

const samples: Readonly<Record<NameKind, readonly [string, string]>> = {
  milestone: ["Q1", "Spring"],
  component: ["Checkout", "Payment"],
  version: ["1.0", "1.1"],
};

function addCommands(group: Command, kind: NameKind): void {
  const [one, other] = samples[kind];
  const make = (name: string, description: string, examples: readonly string[]) =>
    addIssueFlags(group.command(name))
      .description(description)
      .addHelpText(
        "after",
        `\nExamples:\n${examples.map((line) => `  spectryn ${kind} ${line}`).join("\n")}`,
      );
  make("list", `list ${kind}s with their issues`, ["list", "list --json"]).action(async (flags) =>
    (await import("./list.ts")).runNameList(kind, flags),
  );
  const change = async () => (await import("./change.ts")).runNameChange;
  make("add", `add a ${kind}`, [`add ${one}`])
    .argument("<name>", "the new name")
    .action(async (name, flags) => (await change())(kind, { op: "add", name }, flags));
  make("rename", `rename a ${kind}; its issues follow`, [`rename ${one} ${other}`])
    .argument("<name>", "its name now; capitals may differ")
    .argument("<to>", "its new name")
    .action(async (name, to, flags) => (await change())(kind, { op: "rename", name, to }, flags));
  for (const op of kind === "milestone" ? (["close", "reopen"] as const) : []) {
    make(op, `${op} a milestone; its issues stay as they are`, [`${op} ${one}`])
      .argument("<name>", "its name; capitals may differ")
      .action(async (name, flags) => (await change())(kind, { op, name }, flags));
  }
  make("remove", `remove a ${kind}`, [`remove ${one}`, `remove ${one} --to ${other}`])
    .argument("<name>", "its name; capitals may differ")
    .option("--to <name>", `give its issues this ${kind} instead`)
    .option("--force", `leave its issues without a ${kind}`)
    .action(async (name, flags) => {
      const wanted = { op: "remove", name, to: flags.to ?? null, isForced: flags.force === true } as const;
      await (await change())(kind, wanted, flags);
    });
}
