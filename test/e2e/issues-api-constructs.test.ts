/** The spec with every construct (constructs.md) on a host with issues: written once, and there to the last field. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startIssuesHost } from "../support/issues-host.ts";
import { parseSession } from "../support/session-file.ts";

it("every construct is synced once: the second run sends no write, also without memory", async () => {
  const { shell, sample } = await startIssuesHost();
  const { fake, fullName } = sample;
  fake.addNames(fullName, {
    milestones: ["Checkout", "Returns", "Q1"],
    components: ["Payment"],
    versions: ["1.0"],
  });
  for (const name of ["dana.k", "lee"]) {
    fake.addRepository(`acme/of-${name.replace(".", "-")}`, { rights: [[fake.addUser(name), "read"]] });
  }
  const cwd = shell.init("work");
  const [config, spec] = parseSession(
    readFileSync(join(import.meta.dirname, "constructs.md"), "utf8"),
  ).filter(({ kind }) => kind === "file");
  for (const { text, expected } of [config!, spec!]) shell.write(join(cwd, text), expected);
  for (const name of ["plan.pdf", "basket.png"]) shell.write(`${cwd}/${name}`, name);
  const sync = async () => {
    const start = fake.requests.length;
    const ran = await shell.run("spectryn sync --tracker bitbucket --execute", {
      cwd,
      env: sample.variables,
    });
    const asked = fake.requests.slice(start).filter(({ path }) => !path.includes(".git/"));
    return { ran, writes: asked.filter(({ method }) => method !== "GET").map(({ path }) => path) };
  };
  const first = await sync();
  expect(first.ran.output).toContain("Done: ");
  expect(fake.tracker(fullName).issues.map(({ title }) => title)).toEqual([
    ...["Pay by card", "Form", "Checks", "Pay later", "Terms", "Letter", "Pay at the door"],
    ...["Pay with a card", "Send it back"],
  ]);
  const expectQuiet = async () => {
    const { ran, writes } = await sync();
    expect(writes, ran.output).toEqual([]);
    expect([ran.code, ran.output]).toEqual([0, expect.stringContaining("0 changes.")]);
  };
  await expectQuiet();
  const forget = () => shell.run("rm -r .spectryn", { cwd });
  await forget();
  // Links to issues that had no number yet when they were written by their keys.
  const again = await sync();
  expect(again.ran.output).toMatch(/^Done: \d+ agreed\./m);
  expect(again.writes).toEqual(["/2.0/repositories/acme/shop/issues/1"]);
  expect(fake.tracker(fullName).issues[0]!.raw).toContain("Links: blocks #4, relates to #7,");
  await expectQuiet();
  await forget();
  expect((await sync()).writes).toEqual([]);
  fake.assertClean();
  await fake.close();
  shell.remove();
});
