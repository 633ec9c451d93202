/**
 * The built command's files, with what V8 compiled of them the last time: parsing them again is a third of a
 * command's time. Kept in the user's cache folder, a file for each command; where that cannot be, nothing is kept.
 *
 * Newer versions of node have `module.enableCompileCache`; this does the same for those without.
 */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import { findKept, type Kept, keep, readKept } from "./kept.ts";

export interface Code {
  /** Runs a file of the folder, once; gives what it exports. */
  readonly load: (name: string) => unknown;
  /** Keeps what is compiled by now, if a file was loaded of which nothing was kept. */
  readonly keep: () => void;
}

type Wrapper = (module: object, exports: unknown, require: unknown, file: string, folder: string) => void;

/** V8 tells two versions of a file by their length alone: what is kept must say its content by its name. */
export const hashedName = /-[\w-]{8}\d*\.cjs$/;

/** `folder`: where the built files are; they name each other as `./name`. `args`: the command line. */
export function openCode(folder: string, args: readonly string[]): Code {
  const place = findKept(process.env, args);
  const kept: Kept = place === null ? new Map() : readKept(place);
  const scripts = new Map<string, Script>();
  const modules = new Map<string, { exports: unknown }>();
  let isComplete = true;

  const compile = (name: string): Script => {
    const filename = join(folder, name);
    const source = `(function(module,exports,require,__filename,__dirname){${readFileSync(filename, "utf8")}\n})`;
    if (!hashedName.test(name)) return new Script(source, { filename });
    // Somebody may have patched the file.
    const id = `${name} ${statSync(filename).mtimeMs}`;
    const cachedData = kept.get(id);
    const script = new Script(source, { filename, ...(cachedData && { cachedData }) });
    if (cachedData === undefined || script.cachedDataRejected) isComplete = false;
    scripts.set(id, script);
    return script;
  };
  const load = (name: string): unknown => {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const run = compile(name).runInThisContext() as Wrapper;
    const module = { exports: {} };
    modules.set(name, module);
    run(module, module.exports, require, join(folder, name), folder);
    return module.exports;
  };
  const requireModule = createRequire(join(folder, "command.cjs"));
  const require = (id: string) => (id.startsWith("./") ? load(id.slice(2)) : requireModule(id));

  return {
    load,
    keep: () => {
      if (place === null || isComplete) return;
      keep(place, new Map([...scripts].map(([id, script]) => [id, script.createCachedData()])));
    },
  };
}
