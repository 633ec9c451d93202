/** Who reads the output may stop before its end, or be slow; and there may be no room for it. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeShell } from "../support/built-command.ts";

const shell = makeShell();
let folder: string;
beforeAll(() => {
  folder = shell.init("shop");
  const stories = Array.from({ length: 3000 }, (_, at) => `### US-${at + 1}: A story of some length ${at}\n`);
  shell.write(`${folder}/EPIC.md`, `# EPIC-1: Many\n\n${stories.join("\n")}`);
});
afterAll(() => shell.remove());

it("ends quietly when its reader has seen enough", async () => {
  const ran = await shell.run("spectryn plan EPIC.md | head -n 1", { cwd: folder });
  expect([ran.stderr, ran.code]).toEqual(["", 0]);
  expect(ran.stdout).toMatch(/^EPIC\.md -> .*\n$/);
});

it("waits for a slow reader of a pipe that does not wait itself", async () => {
  shell.write(
    `${folder}/into-pipe.pl`,
    `use Fcntl;
     select(undef, undef, undef, 0.01) until sysopen(PIPE, "pipe", O_WRONLY | O_NONBLOCK);
     open(STDOUT, ">&PIPE");
     exec @ARGV;`,
  );
  const whole = await shell.run("spectryn plan EPIC.md --json", { cwd: folder });
  expect(whole.stdout.length).toBeGreaterThan(200_000);
  const slow =
    "mkfifo pipe; (sleep 0.5; cat) < pipe & perl into-pipe.pl spectryn plan EPIC.md --json; code=$?; wait; exit $code";
  const ran = await shell.run(slow, { cwd: folder });
  expect([ran.stderr, ran.code]).toEqual(["", 0]);
  expect(ran.stdout).toBe(whole.stdout);
});

it("can be ended while its reader does not read", async () => {
  const slow = `
    mkfifo stalled; { head -c 1 > begun; exec sleep 30; } < stalled & reader=$!
    spectryn plan EPIC.md --json > stalled & writer=$!
    until [ -s begun ]; do sleep 0.1; done
    kill -TERM $writer; wait $writer; echo $?; kill $reader`;
  const ran = await shell.run(slow, { cwd: folder });
  expect([ran.stderr, ran.stdout]).toEqual(["", "143\n"]);
});

it.skipIf(!existsSync("/dev/full"))("says in one line that there is no room", async () => {
  const ran = await shell.run("spectryn --help > /dev/full", { cwd: folder });
  expect([ran.stderr, ran.code]).toEqual([
    "error: standard output cannot be written: ENOSPC: no space left on device, write\n",
    1,
  ]);
});
