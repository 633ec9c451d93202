/** Specs of programs, parsed once: each is looked at many times. */
import { type ParsedSpec, parseSpec } from "../../../src/spec/parse.ts";
import { specOptions } from "../spec-builders.ts";

export const parseOnce: (file: string, text: string) => ParsedSpec = (() => {
  const known = lastOnes<ParsedSpec>();
  return (file, text) => known(`${file}\n${text}`, () => parseSpec(text, { ...specOptions, file }));
})();

const most = 500;

/** Keeps what was made for a name, and forgets all when it is too much. */
export function lastOnes<T>(): (name: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (name, make) => {
    const found = known.get(name) ?? make();
    if (known.size >= most) known.clear();
    known.set(name, found);
    return found;
  };
}
