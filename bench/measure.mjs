/** Times of whole processes and of functions: always in turn (A B A B ...), always medians. */
import { spawn } from "node:child_process";

/**
 * Runs each of `contenders` once to warm up, then all in turn; gives the times in ms, by contender. Every
 * second round runs backwards, so that nobody always follows the one that leaves the machine busy.
 */
export async function inTurn(runs, contenders) {
  const times = contenders.map(() => []);
  for (const contender of contenders) await contender();
  for (let run = 0; run < runs; run += 1) {
    const round = [...contenders.entries()];
    for (const [index, contender] of run % 2 === 0 ? round : round.reverse())
      times[index].push(await contender());
  }
  return times;
}

/** A contender that starts processes, one after the other, and takes the time of all. */
export function processes(...steps) {
  return async () => {
    const started = performance.now();
    for (const step of steps) await runStep(step);
    return performance.now() - started;
  };
}

/** Runs a command to its end; throws with what it said unless it ends as `codes` allow. */
export function runStep({ command, args, cwd, env, codes = [0], pipe = [] }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe", ...pipe] });
    const chunks = [...child.stdio.slice(1)].map((stream) => {
      const parts = [];
      stream.on("data", (part) => parts.push(part));
      return parts;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      const [stdout, stderr, ...others] = chunks.map((parts) => Buffer.concat(parts).toString("utf8"));
      if (codes.includes(code)) resolve({ stdout, stderr, others });
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}\n${stderr}${stdout}`));
    });
  });
}

const peakMemory = new URL("./children/peak-memory.mjs", import.meta.url).href;

/** The most memory, in MB, that a run of node held at once. */
export async function peakOf({ command, args, ...options }) {
  const { others } = await runStep({
    command,
    args: ["--import", peakMemory, ...args],
    pipe: ["pipe"],
    ...options,
  });
  return Number(others[0]) / 1000;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the ratios of runs that stood side by side: what slows both slows neither. */
export function ratio(times, baselines) {
  return median(times.map((time, index) => time / baselines[index]));
}

/** The median of the differences of runs that stood side by side. */
export function beyond(times, baselines) {
  return median(times.map((time, index) => time - baselines[index]));
}
