/** Where compiled code is kept: one file for each command and version, its parts one after the other. */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/** What V8 compiled of each file, by its name and time. The names hold a hash of the content, which is the version. */
export type Kept = ReadonlyMap<string, Buffer>;

/** The first line of the file; V8 itself takes damaged code for good. */
interface Head {
  readonly sum: number;
  readonly sizes: readonly (readonly [name: string, size: number])[];
}

/** The file for this command line; `null`: nothing shall be kept. */
export function findKept(env: NodeJS.ProcessEnv, [command = ""]: readonly string[]): string | null {
  if (env["NODE_DISABLE_COMPILE_CACHE"]) return null;
  const base = env["XDG_CACHE_HOME"] || join(env["HOME"] ?? homedir(), ".cache");
  const name = /^-{0,2}[a-z]{1,20}$/.test(command) ? command : "command";
  return isAbsolute(base) ? join(base, "spectryn", `${process.version}-${process.arch}`, name) : null;
}

/** Code is run as it is found: a file of somebody else is as good as none, and so is a damaged one. */
export function readKept(place: string): Kept {
  try {
    const bytes = readOwn(place);
    const start = bytes.indexOf("\n") + 1;
    const { sum, sizes } = JSON.parse(bytes.toString("utf8", 0, start)) as Head;
    if (sum !== sumOf(bytes.subarray(start))) return new Map();
    let end = start;
    const take = (size: number) => {
      end += size;
      return bytes.subarray(end - size, end);
    };
    return new Map(sizes.map(([name, size]) => [name, take(size)]));
  } catch {
    return new Map();
  }
}

function readOwn(place: string): Buffer {
  const descriptor = openSync(place, "r");
  try {
    const { uid } = fstatSync(descriptor);
    return uid === (process.getuid?.() ?? uid) ? readFileSync(descriptor) : Buffer.alloc(0);
  } finally {
    closeSync(descriptor);
  }
}

/** Two at once may spoil each other's file, which its sum then tells. Without a place to write nothing is kept. */
export function keep(place: string, kept: Kept): void {
  const content = Buffer.concat([...kept.values()]);
  const head: Head = {
    sum: sumOf(content),
    sizes: [...kept].map(([name, bytes]) => [name, bytes.length]),
  };
  try {
    makeFolder(dirname(place), 3);
    const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), content]);
    writeFileSync(`${place}.new`, bytes, { mode: 0o600 });
    renameSync(`${place}.new`, place);
  } catch {
    // The next run is as slow as this one.
  }
}

/** With so many levels made where they are missing; node's own recursion never ends in /proc. */
function makeFolder(folder: string, levels: number): void {
  if (levels > 1) makeFolder(dirname(folder), levels - 1);
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
}

/** Of every 512th byte: finds blocks that were never written and files of two writers; a hash takes longer to load. */
function sumOf(bytes: Buffer): number {
  let sum = bytes.length;
  for (let index = 0; index < bytes.length; index += 512) sum = (Math.imul(sum, 31) + bytes[index]!) | 0;
  return sum;
}
