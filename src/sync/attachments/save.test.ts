import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failureOf } from "../../../test/support/failure-of.ts";
import type { OtherFile, Tracker } from "../../ports/tracker.ts";
import { saveAttachments } from "./save.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spectryn-save-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = { branch: "spectryn", path: "issues/0/1.md" };
const empty = (fileOf: Tracker["fileOf"]) =>
  ({ name: "host/acme/shop", fileOf, readFiles: async (hashes) => hashes }) satisfies Parameters<
    typeof saveAttachments
  >[0];

async function* bytes(text: string) {
  yield Buffer.from(text);
}
const file = (name: string): OtherFile => ({ name, open: async () => bytes(`of ${name}`) });

it("gives each file a name of its own, whatever the others are called", async () => {
  const names = ["3-a.txt", "A.txt", "a.txt", "4-3-a.txt", "a/txt", "a:txt"];
  const options = { folder, overwrites: true };
  const paths = await saveAttachments(
    empty(() => place),
    [],
    names.map(file),
    options,
  );
  expect(readdirSync(folder)).toHaveLength(names.length);
  expect(paths.map((path) => readFileSync(path, "utf8"))).toEqual(names.map((name) => `of ${name}`));
});

describe("a content that is nowhere", () => {
  const attachment = {
    ...{ id: "0123456789ab", sha256: "0".repeat(64), size: 3, name: "plan.pdf" },
    ...{ path: null, description: null },
  };

  it.each([
    ["on a branch", place, /spectryn push/],
    ["on a host", null, /removed on the host's own pages/],
  ])("%s is told with the way out", async (_, where, hint) => {
    const options = { folder, overwrites: false };
    const failure = await failureOf(
      saveAttachments(
        empty(() => where),
        [attachment],
        [],
        options,
      ),
    );
    expect(failure.message).toBe("host/acme/shop has no content of plan.pdf");
    expect(failure.hint).toMatch(hint);
  });
});
