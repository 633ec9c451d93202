/** Bytes of a file to text. Only whole, valid UTF-8 is accepted: a guessed character would be written back. */
import type { Place, Problem } from "../core/item/problem.ts";
import { makeProblem } from "./codes.ts";

/** 20 MB; a specification is text that people read. */
export const largestSpec = 20 * 1024 * 1024;

export type Decoded =
  | { readonly text: string; readonly problem?: never }
  | { readonly text?: never; readonly problem: Problem };

export function decodeSpec(bytes: Uint8Array, file: string): Decoded {
  if (bytes.length > largestSpec) {
    const size = (bytes.length / 1024 / 1024).toFixed(1);
    const message = `the file has ${size} MB; at most 20 MB are read: split it into several specs`;
    return { problem: makeProblem("SP001", message, { file, line: 1, column: 1 }) };
  }
  if (isUtf16(bytes)) {
    const message = "the file is UTF-16; save it as UTF-8";
    return { problem: makeProblem("SP003", message, { file, line: 1, column: 1 }) };
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    const message = `NUL byte at byte ${nul}; a spec is a text file`;
    return { problem: makeProblem("SP004", message, placeOfByte(bytes, nul, file)) };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const offset = firstInvalidByte(bytes);
    const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, "0");
    const message = `byte ${offset} (0x${byte}) is not UTF-8; save the file as UTF-8`;
    return { problem: makeProblem("SP002", message, placeOfByte(bytes, offset, file)) };
  }
}

function isUtf16(bytes: Uint8Array): boolean {
  const first = bytes[0];
  const second = bytes[1];
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function placeOfByte(bytes: Uint8Array, offset: number, file: string): Place {
  let line = 1;
  let start = 0;
  for (let at = 0; at < offset; at += 1) {
    const isCarriageReturn = bytes[at] === 13 && bytes[at + 1] !== 10;
    if (bytes[at] !== 10 && !isCarriageReturn) continue;
    line += 1;
    start = at + 1;
  }
  const before = new TextDecoder("utf-8").decode(bytes.subarray(start, offset));
  return { file, line, column: before.length + 1 };
}

/** Where the decoder stops: found by halving, since a prefix is valid up to a cut character at its end. */
function firstInvalidByte(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isValidPrefix(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return startOfCharacter(bytes, valid);
}

function isValidPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Goes back over the continuation bytes of the character that is cut or broken at `at`. */
function startOfCharacter(bytes: Uint8Array, at: number): number {
  for (let back = at; back >= 0 && back > at - 4; back -= 1) {
    if (isValidWhole(bytes.subarray(0, back))) return back;
  }
  return at;
}

function isValidWhole(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
