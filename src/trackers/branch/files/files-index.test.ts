import { describe, expect, it } from "vitest";
import { parseShard, renderShard, toSlug } from "./files-index.ts";

const [a, b] = ["a".repeat(64), "b".repeat(64)];
const [one, two] = ["1".repeat(40), "2".repeat(40)];

describe("the index of the files branch", () => {
  it("is sorted, and read back as it was", () => {
    const text = `${a} ${one} 12 plan.pdf\n${b} ${two} 0 file\n`;
    const shard = parseShard(`${b} ${two} 0 file\r\n\n${a} ${one} 12 plan.pdf\n`);
    expect(shard.entries.get(a)).toEqual({ sha256: a, blob: one, size: 12, slug: "plan.pdf" });
    expect(renderShard(shard)).toBe(text);
  });

  it("keeps lines that it does not understand, and believes none of them", () => {
    const strange = `${a} HEAD 12 plan.pdf`;
    const shard = parseShard(`${strange}\n${b} ${two} 3 b.txt\n`);
    expect([...shard.entries.keys()]).toEqual([b]);
    expect(renderShard(shard)).toBe(`${strange}\n${b} ${two} 3 b.txt\n`);
  });

  it.each([
    ["Plan.pdf", "plan.pdf"],
    ["Größe & Plan (1).PDF", "gro-e-plan-1.pdf"],
    ["../../etc/passwd", "etc-passwd"],
    [".env", "env"],
    ["-rf", "rf"],
    ["日本語.png", "png"],
    ["日本語", "file"],
    ["a\u{0}b\nc.tar.gz", "a-b-c.tar.gz"],
    [`${"x".repeat(300)}.jpeg`, `${"x".repeat(55)}.jpeg`],
  ])("makes a path of %j: %s", (name, slug) => {
    expect(toSlug(name)).toBe(slug);
    expect(slug).toMatch(/^[a-z0-9][a-z0-9.-]{0,79}$/);
  });
});
