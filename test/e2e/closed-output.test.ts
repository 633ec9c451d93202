/** Who reads the output may stop before its end. */
import { expect, it } from "vitest";
import { makeShell } from "../support/built-command.ts";

it("ends quietly when its reader has seen enough", async () => {
  const shell = makeShell();
  const folder = shell.init("shop");
  const stories = Array.from({ length: 3000 }, (_, at) => `### US-${at + 1}: A story of some length ${at}\n`);
  shell.write(`${folder}/EPIC.md`, `# EPIC-1: Many\n\n${stories.join("\n")}`);
  const ran = await shell.run("spectryn plan EPIC.md | head -n 1", { cwd: folder });
  expect([ran.stderr, ran.code]).toEqual(["", 0]);
  expect(ran.stdout).toMatch(/^EPIC\.md -> .*\n$/);
  shell.remove();
});
