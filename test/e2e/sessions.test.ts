/** Runs every session of this folder: test/e2e/*.md. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeShell, type Shell } from "../support/built-command.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";
import { parseSession, type Step, withPlaceholders } from "../support/session-file.ts";

const folder = import.meta.dirname;
const isRecording = process.env["SESSIONS"] === "write";
const opened: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of opened) await close();
});

describe.concurrent.each(readdirSync(folder).filter((name) => name.endsWith(".md")))("%s", (name) => {
  it("prints what it says", async () => {
    const path = join(folder, name);
    const markdown = readFileSync(path, "utf8");
    const steps = parseSession(markdown);
    const shell = makeShell();
    opened.push(() => shell.remove());
    const env = await serverEnv(markdown, shell);
    const outputs = new Map<Step, string>();
    let cwd = shell.dir;
    for (const step of steps) {
      if (step.kind === "file") {
        shell.write(join(cwd, step.text), step.expected);
        continue;
      }
      const ran = await shell.run(`{ ${step.text}\n} 2>&1; code=$?; pwd > "${shell.dir}/.cwd"; exit $code`, {
        cwd,
        env,
      });
      cwd = readFileSync(join(shell.dir, ".cwd"), "utf8").trim();
      const seen = withPlaceholders(ran.stdout.replaceAll(shell.dir, "<home>"));
      const shown = ran.code === 0 ? seen : `${seen}\n[${ran.code}]`.trimStart();
      outputs.set(step, shown);
      if (!isRecording) expect(shown, `$ ${step.text}`).toBe(step.expected.trimEnd());
    }
    expect(outputs.size).toBeGreaterThan(0);
    if (isRecording) writeFileSync(path, record(markdown, outputs));
  });
});

/** Sessions that mention $SERVER get a real git server with a login, and a credential helper that knows it. */
async function serverEnv(markdown: string, shell: Shell): Promise<Record<string, string>> {
  if (!markdown.includes("$SERVER")) return {};
  const server: GitServer = await startGitServer({ login: { user: "dana", password: "secret" } });
  opened.push(() => server.close());
  server.createRepository("acme/shop");
  shell.setCredentials("dana", "secret");
  return { SERVER: server.url, SERVER_ROOT: server.root };
}

function record(markdown: string, outputs: ReadonlyMap<Step, string>): string {
  const lines = markdown.split("\n");
  for (const [step, output] of [...outputs].sort(([a], [b]) => b.from - a.from)) {
    lines.splice(step.from, step.to - step.from, ...(output === "" ? [] : output.split("\n")));
  }
  return lines.join("\n");
}
