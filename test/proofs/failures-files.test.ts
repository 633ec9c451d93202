/** Damaged files of the branch: reported with their path, left as they are, and repaired by what is printed. */
import { expect } from "vitest";
import { commandAfter, failure, useFailureWorlds } from "../support/failure-table.ts";
import type { FailureWorld } from "../support/failure-world.ts";

const world = useFailureWorlds();
const path = "issues/0/2.md";

type Content = string | Uint8Array | null;

const invalid = Buffer.from([0x41, 0xff, 0xfe, 0x42, 0x0a]);

const damages: readonly (readonly [string, (text: string) => Content])[] = [
  ["an issue's file has a broken front matter", (text) => text.replace(/^state: .*/m, 'state: "op')],
  [
    "an issue's file holds conflict markers",
    (text) =>
      text.replace(/^state: (.*)/m, '<<<<<<< ours\nstate: "open"\n=======\nstate: $1\n>>>>>>> theirs'),
  ],
  ["an issue's file was cut short", (text) => text.slice(0, 120)],
  ["an issue's file is empty", () => ""],
  ["an issue's file is not UTF-8", (text) => Buffer.concat([Buffer.from(text), invalid])],
  ["an issue's file was saved as UTF-16", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
  ["an issue's file says another number than its name", (text) => text.replace("number: 2", "number: 7")],
  ["an issue's file has an unknown state", (text) => text.replace(/^state: .*/m, 'state: "almost"')],
  ["an issue's file is larger than 20 MB", (text) => `${text}${"0123456789abcdef\n".repeat(1_250_000)}`],
];

for (const [happened, edit] of damages) {
  failure(happened, async ({ told, settled }) => {
    const here = world();
    here.commit({ [path]: edit(here.read(path)) });
    const damaged = here.remote("rev-parse", `spectryn:${path}`);
    // The rest goes on.
    await here.run("sed -i 's/Pay by card/Pay by any card/' EPIC.md");
    const ran = await here.sync();
    told(ran);
    expect(ran.output).toContain("Done: 1 update.");
    expect(here.remote("rev-parse", `spectryn:${path}`)).toBe(damaged);
    expect((await here.run("spectryn issue edit 2 --state open")).code).toBe(1);
    expect((await here.run("spectryn issue show 2")).stderr).toContain("spectryn status says how");
    expect((await here.run("spectryn status")).output).toContain(`${path} was readable before: `);
    await repair(here, commandAfter(ran, `${path} was readable before: `));
    await settled(here, ["Pay by any card", "Pay later"]);
  });
}

async function repair(here: FailureWorld, way: string) {
  const ran = await here.run(way);
  expect(ran.code, ran.output).toBe(0);
}

failure("two files of issues are damaged", async ({ told, settled }) => {
  const here = world();
  here.commit({ "issues/0/1.md": "oops\n", [path]: "oops\n" });
  const ran = await here.plan();
  told(ran);
  for (const broken of ["issues/0/1.md", path])
    await repair(here, commandAfter(ran, `${broken} was readable before: `));
  await settled(here);
});

failure("a comment's file is damaged", async ({ told, settled }) => {
  const here = world();
  const comment = here.remote("ls-tree", "-r", "--name-only", "spectryn", "comments");
  here.commit({ [comment]: "oops\n" });
  const ran = await here.sync();
  told(ran);
  await repair(here, commandAfter(ran, `${comment} was readable before: `));
  await settled(here);
  expect(here.remote("ls-tree", "-r", "--name-only", "spectryn", "comments")).toBe(comment);
});

const shared: readonly (readonly [string, string, (text: string) => Content])[] = [
  ["tracker.json is no JSON", "tracker.json", () => "{oops"],
  ["tracker.json was removed", "tracker.json", () => null],
  [
    "tracker.json has no usable counter",
    "tracker.json",
    (text) => text.replace(/"next": \d+/, '"next": "x"'),
  ],
  ["a list of names is damaged", "meta/milestones.json", () => "[oops"],
];

for (const [happened, file, edit] of shared) {
  failure(happened, async ({ told, settled }) => {
    const here = world();
    here.commit({ [file]: edit(here.read(file)) });
    await here.run("sed -i 's/Pay later/Pay by invoice/' EPIC.md");
    const before = here.remote("rev-parse", "spectryn");
    const ran = await here.sync();
    told(ran);
    expect(here.remote("rev-parse", "spectryn")).toBe(before);
    await repair(here, commandAfter(ran, "Bring its last good version back: "));
    await settled(here, ["Pay by card", "Pay by invoice"]);
  });
}
