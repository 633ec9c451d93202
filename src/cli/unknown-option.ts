/** What an option may have been meant for that the command does not have: another spelling, or another command. */
import type { Command } from "commander";
import { nearest } from "../core/suggest.ts";

/** commander's message, with a way on where it has none; `makeProgram` gives all commands there are. */
export function explainOption(message: string, command: Command, makeProgram: () => Command): string {
  const flag = /^error: unknown option '(--[^'=]+)(?:=[^']*)?'\n/.exec(message)?.[1];
  if (flag === undefined || message.includes("Did you mean")) return message;
  const own = nearest(flag, flagsOf(command));
  if (own !== null) return withAdvice(message, `Did you mean ${own}?`);
  const others = allCommands(makeProgram()).filter((other) => fullName(other) !== fullName(command));
  const known = nearest(flag, others.flatMap(flagsOf));
  if (known === null) return message;
  const holders = others.filter((other) => flagsOf(other).includes(known)).map(fullName);
  const named = holders.slice(0, 3).join(", ");
  const names = holders.length > 3 ? `${named} and others` : named;
  const has = `${known} is an option of ${names}`;
  return withAdvice(message, known === flag ? has : `Did you mean ${known}? It is an option of ${names}`);
}

function withAdvice(message: string, advice: string): string {
  return `${message.trimEnd()}\n(${advice})\n`;
}

function flagsOf(command: Command): string[] {
  return command.options.flatMap(({ long }) => long ?? []);
}

/** All commands below, each after its own. */
export function allCommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)]);
}

export function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
