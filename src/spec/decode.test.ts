import { describe, expect, it } from "vitest";
import { decodeSpec, largestSpec } from "./decode.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const problemOf = (bytes: Uint8Array) => {
  const { problem } = decodeSpec(bytes, "a.md");
  return problem && `${problem.place.line}:${problem.place.column} ${problem.code} ${problem.message}`;
};

describe("decoding a spec", () => {
  it("gives the text with its BOM and line ends", () => {
    expect(decodeSpec(bytesOf("\u{FEFF}# Ü\r\n🚀"), "a.md")).toEqual({ text: "\u{FEFF}# Ü\r\n🚀" });
    expect(decodeSpec(new Uint8Array(), "a.md")).toEqual({ text: "" });
  });

  it("names the first byte that is not UTF-8 and its line", () => {
    const latin = new Uint8Array([...bytesOf("# Ü\nGr"), 0xfc, ...bytesOf("n")]);
    expect(problemOf(latin)).toBe("2:3 SP002 byte 7 (0xFC) is not UTF-8; save the file as UTF-8");
    const cut = bytesOf("ab🚀").slice(0, 4);
    expect(problemOf(cut)).toBe("1:3 SP002 byte 2 (0xF0) is not UTF-8; save the file as UTF-8");
  });

  it("finds the byte in long files, too", () => {
    const bytes = bytesOf(`${"line ü\n".repeat(100_000)}x`);
    bytes[bytes.length - 1] = 0xff;
    expect(problemOf(bytes)).toMatch(/^100001:1 SP002 byte 800000 /);
  });

  it("refuses NUL bytes and UTF-16", () => {
    expect(problemOf(bytesOf("a\nb\0"))).toBe("2:2 SP004 NUL byte at byte 3; a spec is a text file");
    expect(problemOf(new Uint8Array([0xff, 0xfe, 0x23, 0]))).toMatch(/SP003 the file is UTF-16/);
    expect(problemOf(new Uint8Array([0xfe, 0xff, 0, 0x23]))).toMatch(/SP003/);
  });

  it("refuses files above 20 MB and takes one of 20 MB", () => {
    expect(problemOf(new Uint8Array(largestSpec + 1).fill(32))).toMatch(/SP001 the file has 20.0 MB/);
    expect(problemOf(new Uint8Array(largestSpec).fill(32))).toBeUndefined();
  });
});
