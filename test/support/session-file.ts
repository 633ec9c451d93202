/**
 * Shell sessions in Markdown: prose, files and consoles.
 *
 *   ```md file=EPIC.md     writes a file (relative to the current folder)
 *   ```console             `$ command` (`> ` continues it), then its output; `[3]` is a non-zero exit code
 *
 * Commits, times and ids in the output are compared as placeholders. SESSIONS=write records the output.
 */

export interface Step {
  readonly kind: "file" | "command";
  /** The file's name, or the command. */
  readonly text: string;
  /** The file's content, or the expected output with its exit code. */
  readonly expected: string;
  /** Lines of the session that hold the content or the expected output. */
  readonly from: number;
  readonly to: number;
}

export function parseSession(markdown: string): Step[] {
  const lines = markdown.split("\n");
  const steps: Step[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const fence = /^(`{3,})(\S*)(?: file=(\S+))?$/.exec(lines[at]!);
    if (fence === null) continue;
    const end = lines.indexOf(fence[1]!, at + 1);
    if (end < 0) throw new Error(`line ${at + 1}: the block has no end`);
    if (fence[3] !== undefined) {
      const expected = `${lines.slice(at + 1, end).join("\n")}\n`;
      steps.push({ kind: "file", text: fence[3], expected, from: at + 1, to: end });
    } else if (fence[2] === "console") steps.push(...parseConsole(lines, at + 1, end));
    at = end;
  }
  return steps;
}

function parseConsole(lines: readonly string[], from: number, to: number): Step[] {
  const steps: Step[] = [];
  for (let at = from; at < to; ) {
    if (!lines[at]!.startsWith("$ ")) throw new Error(`line ${at + 1}: a console starts with "$ "`);
    const command = [lines[at]!.slice(2)];
    for (at += 1; at < to && lines[at]!.startsWith("> "); at += 1) command.push(lines[at]!.slice(2));
    const start = at;
    while (at < to && !lines[at]!.startsWith("$ ")) at += 1;
    const expected = lines.slice(start, at).join("\n");
    steps.push({ kind: "command", text: command.join("\n"), expected, from: start, to: at });
  }
  return steps;
}

/** Output as it is compared: what differs from run to run is a placeholder. */
export function withPlaceholders(output: string): string {
  return output
    .replace(/\b[0-9a-f]{40}\b/g, "<oid>")
    .replace(/@ [0-9a-f]{7}\b/g, "@ <tip>")
    .replace(/\bat [0-9a-f]{7}\b/g, "at <tip>")
    .replace(/\b01[0-9a-hjkmnp-tv-z]{24}\b/gi, "<ulid>")
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "<time>")
    .replace(/127\.0\.0\.1:\d+/g, "<host>")
    .replace(/(?<=(?:<tip>|\(new\))) {2,}(?=\d+ items?$)/gm, "    ")
    .replace(/[ \t]+$/gm, "")
    .trimEnd();
}
