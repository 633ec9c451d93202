/** What people do to the branch's files in a web editor or with git: read where it has a meaning, else reported. */
import { expect } from "vitest";
import { commandAfter, failure, useFailureWorlds, usualTitles } from "../support/failure-table.ts";

const world = useFailureWorlds();
const path = "issues/0/2.md";

failure("the web editor wrote CRLF and a BOM", async ({ told, settled }) => {
  const here = world();
  const text = here.read(path).replace('state: "new"', 'state: "open"');
  here.commit({ [path]: `\ufeff${text.replaceAll("\n", "\r\n")}` });
  const ran = await here.run("spectryn sync EPIC.md --execute --direction both");
  told(ran);
  expect(ran.output).toContain("Brought back into EPIC.md");
  await settled(here);
  expect(here.read(path)).not.toContain("\r");
});

failure("the last line of a file lost its end", async ({ told, settled }) => {
  const here = world();
  here.commit({ [path]: here.read(path).trimEnd() });
  told(await here.sync());
  await settled(here);
});

failure("an issue's file was renamed", async ({ told, settled }) => {
  const here = world();
  const text = here.read(path);
  here.commit({ [path]: null, "issues/0/5.md": text });
  told(await here.sync());
  expect(here.titles()).toEqual(usualTitles);
  here.commit({ "issues/0/5.md": null, [path]: text });
  await settled(here);
  const again = world();
  again.commit({ [path]: null, "issues/0/5.md": text.replace("number: 2", "number: 5") });
  await settled(again);
});

failure("an issue's file was moved to another directory", async ({ told, settled }) => {
  const here = world();
  const text = here.read(path);
  here.commit({ [path]: null, "issues/7/2.md": text });
  told(await here.sync());
  here.commit({ "issues/7/2.md": null, [path]: text });
  await settled(here);
});

failure("an issue's file was removed", async ({ told, settled }) => {
  const here = world();
  const id = /^id: .*$/m.exec(here.read(path))![0];
  here.commit({ [path]: null });
  told(await here.plan());
  await settled(here);
  // The same issue again.
  expect(here.read(path)).toContain(id);
  const without = world();
  without.commit({ [path]: null });
  await without.run("sed -i '/US-2/,$d' EPIC.md");
  await settled(without, ["Pay by card"]);
});

failure("a comment's file was removed", async ({ told, settled }) => {
  const list = (from: typeof here) => from.remote("ls-tree", "-r", "--name-only", "spectryn", "comments");
  const here = world();
  here.commit({ [list(here)]: null });
  told(await here.sync());
  expect(list(here)).toBe("");
  const both = await here.run("spectryn sync EPIC.md --execute --direction both");
  expect(both.output).toContain("Brought back into EPIC.md");
  await settled(here);
  expect(
    list(here)
      .split("\n")
      .map((file) => here.read(file))
      .join(""),
  ).not.toContain("Which cards?");
  const kept = world();
  const comment = list(kept);
  const text = kept.read(comment);
  kept.commit({ [comment]: null });
  kept.commit({ [comment]: text });
  await settled(kept);
});

failure("somebody added an issue by hand, with a number", async ({ told, settled }) => {
  const here = world();
  here.commit({ "issues/0/5.md": "---\ntitle: Gift cards\n---\n\nFor everybody.\n" });
  told(await here.sync());
  expect((await here.run("spectryn issue edit 5 --state open")).code).toBe(0);
  expect(here.read("issues/0/5.md")).toMatch(/^id: "[0-9a-z]{26}"$/m);
  expect((await here.run("spectryn issue create Vouchers")).stdout).toContain("#6");
  await settled(here, [...usualTitles, "Gift cards", "Vouchers"]);
});

failure("somebody added an issue by hand, without a number", async ({ told, settled }) => {
  const here = world();
  here.commit({ "issues/new/gifts.md": "---\ntitle: Gift cards\n---\n\nFor everybody.\n" });
  told(await here.sync());
  expect(here.read("issues/0/3.md")).toContain('title: "Gift cards"');
  await settled(here, [...usualTitles, "Gift cards"]);
});

failure("somebody copied an issue's file", async ({ told, settled }) => {
  const here = world();
  const text = here.read(path);
  here.commit({ "issues/0/5.md": text });
  told(await here.sync());
  expect(here.read("issues/0/5.md")).toBe(text);
  here.commit({ "issues/0/5.md": null });
  await settled(here);
});

failure("somebody copied an issue's file and gave it its own number", async ({ told, settled }) => {
  const here = world();
  here.commit({ "issues/0/5.md": here.read(path).replace("number: 2", "number: 5") });
  const ran = await here.sync();
  told(ran);
  expect((await here.run("spectryn status")).stderr).toContain("#2 and #5 are both US-2");
  const asked = await here.run(commandAfter(ran, "to delete the copy: "));
  const removed = await here.run(commandAfter(asked, "If it is meant: "));
  expect(removed.output).toBe("deleted #5 Pay later\n");
  await settled(here);
  expect(here.read("issues/0/5.md")).toContain("deleted: ");
});

failure("somebody copied an issue's file and left only its id in it", async ({ told, settled }) => {
  const here = world();
  const copy = here
    .read(path)
    .replace(/^(?:number|key|spec|synced): .*\n/gm, "")
    .replaceAll("Pay later", "Pay never");
  here.commit({ "issues/0/5.md": copy });
  told(await here.sync());
  here.commit({ "issues/0/5.md": copy.replace(/^id: .*\n/m, "") });
  await settled(here, [...usualTitles, "Pay never"]);
});

failure("an issue was written by a newer spectryn", async ({ told, settled }) => {
  const here = world();
  const text = here.read(path);
  here.commit({ [path]: text.replace("schema: 1", "schema: 2") });
  told(await here.sync());
  here.commit({ [path]: text });
  await settled(here);
});

failure("a file that means nothing to spectryn lies on the branch", async ({ told, settled }) => {
  const here = world();
  here.commit({ "issues/0/notes.md": "# Notes\n", "bin/tool.sh": "#!/bin/sh\n" });
  told(await here.sync());
  await settled(here);
  expect(here.read("bin/tool.sh")).toBe("#!/bin/sh\n");
});
