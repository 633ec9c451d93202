import { expect, it } from "vitest";
import { showBytes } from "./bytes.ts";
import { normalPath, rootPath } from "./item/attachment-path.ts";

it.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [1550, "1.6 kB"],
  [48_211, "48 kB"],
  [999_499, "999 kB"],
  [999_500, "1 MB"],
  [12_300_000, "12 MB"],
])("shows %i bytes as %s", (bytes, shown) => {
  expect(showBytes(bytes)).toBe(shown);
});

it.each([
  ["EPIC.md", "./a.png", "a.png"],
  ["docs/EPIC.md", "img/./x//a.png", "docs/img/x/a.png"],
  ["docs/EPIC.md", "../a.png", "a.png"],
  ["docs/EPIC.md", "../../a.png", null],
  ["docs/EPIC.md", "../docs/../../docs/a.png", null],
  ["docs/EPIC.md", "/etc/passwd", null],
  ["EPIC.md", ".", null],
])("from the root, in %s %s is %s", (spec, path, expected) => {
  expect(rootPath(spec, path)).toBe(expected);
});

it("knows one path of a file", () => {
  expect(["./a/../b.png", "b.png", "x/..//b.png"].map(normalPath)).toEqual(["b.png", "b.png", "b.png"]);
});
