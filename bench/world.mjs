/** Temporary folders with repositories and specs, and the command in them; nobody's git settings reach in. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runStep } from "./measure.mjs";
import { makeSpecs } from "./specs.mjs";

const env = {
  PATH: process.env.PATH,
  TMPDIR: tmpdir(),
  // Where the command keeps its compiled code: warm after the first run, as everybody's is.
  XDG_CACHE_HOME: join(import.meta.dirname, "../node_modules/.cache"),
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Bench",
  GIT_AUTHOR_EMAIL: "bench@example.com",
  GIT_COMMITTER_NAME: "Bench",
  GIT_COMMITTER_EMAIL: "bench@example.com",
};

/** @param {string} bin the built command */
export function makeWorld(bin) {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "spectryn-bench-")));
  const path = (...names) => join(dir, ...names);
  const git = (cwd, ...args) => ({ command: "git", args, cwd, env });
  const spectryn = (cwd, ...args) => ({ command: process.execPath, args: [bin, ...args], cwd, env });
  /** What every whole-process time is compared with; in the same environment, which node reads at its start. */
  const emptyNode = { command: process.execPath, args: ["-e", "0"], env };
  const run = async (step) => (await runStep(step)).stdout.trim();
  const write = (file, text) => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), text);
  };
  return {
    dir,
    env,
    path,
    write,
    /** Commands to run or to time. */
    git,
    spectryn,
    emptyNode,
    run,
    /** A repository that holds, committed, the specs of about `issues` issues. Gives its folder. */
    async makeRepository(name, issues) {
      for (const spec of makeSpecs(issues)) write(`${name}/${spec.path}`, spec.text);
      await run(git(dir, "init", "--quiet", "--initial-branch=main", path(name)));
      await run(git(path(name), "add", "specs"));
      await run(git(path(name), "commit", "--quiet", "--message=Specs"));
      return path(name);
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** The first sync of all specs of a repository into its own branch. */
export function firstSync(world, folder) {
  return world.spectryn(folder, "sync", "specs", "--tracker", "local", "--execute", "--yes");
}
