/**
 * Loaded into the command with `--import`: counts its write boundaries, and kills the process at one of them.
 *
 * A boundary is a moment at which something just changed: a file was opened, half written, renamed, linked or
 * removed, a directory made, a writing git command started or ended.
 *
 * BOUNDARY_LOG: a file that gets a line for each; BOUNDARY_KILL: the number of the one to die at, from 1.
 */
import childProcess from "node:child_process";
import { appendFileSync, existsSync } from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";

const log = process.env.BOUNDARY_LOG;
const killAt = Number(process.env.BOUNDARY_KILL ?? 0);
const writingCommands = new Set(["fetch", "fast-import", "push", "update-ref", "init", "commit-tree"]);
let count = 0;

function boundary(what) {
  count += 1;
  if (log !== undefined) appendFileSync(log, `${what}\n`);
  if (count === killAt) process.kill(process.pid, "SIGKILL");
}

for (const name of ["rename", "link", "unlink", "mkdir", "copyFile", "truncate", "symlink", "utimes"]) {
  const original = promises[name];
  promises[name] = async (...args) => {
    const made = await original(...args);
    // mkdir -p answers nothing where everything was there.
    if (name !== "mkdir" || made !== undefined) boundary(`${name} ${basename(String(args.at(-1)))}`);
    return made;
  };
}

const { rm, open } = promises;
promises.rm = async (path, options) => {
  const wasThere = existsSync(path);
  await rm(path, options);
  if (wasThere) boundary(`rm ${basename(String(path))}`);
};

promises.open = async (path, flags = "r", ...rest) => {
  const file = await open(path, flags, ...rest);
  if (flags === "r") return file;
  boundary(`open ${basename(String(path))}`);
  const { writeFile } = file;
  file.writeFile = async (content, ...options) => {
    const bytes = Buffer.from(content);
    const half = Math.floor(bytes.length / 2);
    await writeFile.call(file, bytes.subarray(0, half), ...options);
    boundary(`half of ${basename(String(path))}`);
    await writeFile.call(file, bytes.subarray(half), ...options);
    boundary(`all of ${basename(String(path))}`);
  };
  return file;
};

const { spawn } = childProcess;
childProcess.spawn = (program, args, options) => {
  const child = spawn(program, args, options);
  const command = args.find((arg) => writingCommands.has(arg));
  if (program !== "git" || command === undefined) return child;
  boundary(`git ${command} started`);
  child.prependOnceListener("exit", () => boundary(`git ${command} ended`));
  return child;
};

syncBuiltinESMExports();
