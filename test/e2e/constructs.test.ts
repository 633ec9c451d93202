/** The session constructs.md again, with its tracker on Cloud and on Server: the same plans, the same edits. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startSampleCloud, startSampleServer } from "../fakes/sample.ts";
import { makeShell, type Shell } from "../support/built-command.ts";
import { parseSession, withPlaceholders } from "../support/session-file.ts";

const steps = parseSession(readFileSync(join(import.meta.dirname, "constructs.md"), "utf8"));
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

/** What is said of the tracker's place, and of how its clone had a change of its own. */
function withoutPlace(output: string): string {
  return output
    .replace(/(?:this repository|<host>\/\S+), branch spectryn/g, "<tracker>")
    .replace(/ Published \d+ changes? of this clone\./g, "")
    .replace(/ {2,}(?=\d+ items?$)/gm, "    ");
}

const samples = { Cloud: startSampleCloud, Server: startSampleServer };

describe.each(["Cloud", "Server"] as const)("on %s", (kind) => {
  it("prints what the session says", async () => {
    const sample = await samples[kind]();
    const shell = makeShell();
    closing.push(
      () => sample.fake.close(),
      () => shell.remove(),
    );
    let cwd = shell.dir;
    let compared = 0;
    for (const step of steps) {
      if (step.kind === "file") {
        shell.write(join(cwd, step.text), step.expected);
        continue;
      }
      const ran = await runStep(shell, step.text, cwd, {
        ...sample.variables,
        SPECTRYN_BITBUCKET_ISSUES: "branch",
      });
      if (ran.cwd !== cwd && compared === 0 && step.text.startsWith("git init")) {
        shell.git(["remote", "add", "origin", sample.cloneUrl], ran.cwd);
      }
      cwd = ran.cwd;
      expect(withoutPlace(ran.shown), `$ ${step.text}`).toBe(withoutPlace(step.expected.trimEnd()));
      if (step.text.startsWith("spectryn ")) compared += 1;
    }
    expect(compared).toBeGreaterThan(10);
    const issues = sample.fake.git(sample.fullName, ["ls-tree", "-r", "--name-only", "spectryn", "issues"]);
    expect(issues.trim().split("\n")).toHaveLength(10);
    sample.fake.assertClean();
  });
});

async function runStep(shell: Shell, text: string, cwd: string, env: Readonly<Record<string, string>>) {
  const file = shell.path(".cwd");
  const ran = await shell.run(`{ ${text}\n} 2>&1; code=$?; pwd > "${file}"; exit $code`, { cwd, env });
  const seen = withPlaceholders(ran.stdout.replaceAll(shell.dir, "<home>"));
  const shown = ran.code === 0 ? seen : `${seen}\n[${ran.code}]`.trimStart();
  return { cwd: readFileSync(file, "utf8").trim(), shown };
}
