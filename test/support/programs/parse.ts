/** Specs of programs, parsed once: each is looked at many times. */
import { type ParsedSpec, parseSpec } from "../../../src/spec/parse.ts";
import { specOptions } from "../spec-builders.ts";

const most = 500;
const known = new Map<string, ParsedSpec>();

export function parseOnce(file: string, text: string): ParsedSpec {
  const name = `${file}\n${text}`;
  const parsed = known.get(name) ?? parseSpec(text, { ...specOptions, file });
  if (known.size >= most) known.clear();
  known.set(name, parsed);
  return parsed;
}
