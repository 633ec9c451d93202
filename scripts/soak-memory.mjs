/**
 * What earlier soaks kept, of the very same source: `npm run soak -- --resume` goes on from there. In
 * node_modules/.cache; a source that is not committed is no source to remember by.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * @param {string} root the repository
 * @param {string} size of the proofs
 * @returns {{ files: Record<string, { seconds: number, kept: Record<string, string> }>, save(): void }}
 *   by test file, how long it took and what it measured by the promise's id
 */
export function openMemory(root, size) {
  const path = join(root, "node_modules/.cache/spectryn-soak.json");
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const isCommitted = git("status", "--porcelain", "--", "src") === "";
  const source = isCommitted ? `${git("rev-parse", "HEAD:src")} ${size}` : null;
  const files = source === null ? {} : readFiles(path, source);
  return {
    files,
    save() {
      if (source === null) return;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify({ source, files }));
    },
  };
}

function readFiles(path, source) {
  try {
    const memory = JSON.parse(readFileSync(path, "utf8"));
    return memory.source === source ? memory.files : {};
  } catch {
    return {};
  }
}
