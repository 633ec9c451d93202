/** This machine and this clone: full and read-only disks, other people's repositories, clocks, clones with less in them. */
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { commandAfter, failure, useFailureWorlds } from "../support/failure-table.ts";
import { type FailureWorld, syncs } from "../support/failure-world.ts";

const world = useFailureWorlds();
const invoiced = ["Pay by card", "Pay by invoice"];
const change = "sed -i 's/Pay later/Pay by invoice/' EPIC.md";

/** The same world seen from another clone. */
function at(here: FailureWorld, clone: string): FailureWorld {
  const run: FailureWorld["run"] = (script, env, cwd = clone) => here.run(script, env, cwd);
  return {
    ...here,
    clone,
    run,
    sync: (env) => run(syncs, env),
    plan: (env) => run("spectryn plan EPIC.md", env),
  };
}

/** Does something in a copy of the clone on a disk of 700 KB, with the spec changed. */
async function onSmallDisk(
  skip: (why: string) => void,
  work: (small: FailureWorld) => Promise<void>,
): Promise<void> {
  const here = world();
  const disk = `${here.clone}-disk`;
  const mounted = await here.run(`mkdir ${disk} && mount -t tmpfs -o size=700k tmpfs ${disk}`);
  if (mounted.code !== 0) skip(`a small disk cannot be mounted here: ${mounted.stderr.trim()}`);
  try {
    const small = at(here, disk);
    await small.run(`cp -r ${here.clone}/. . && ${change}`);
    await work(small);
  } finally {
    await here.run(`umount ${disk}`, {}, "/");
  }
}

failure("the disk is full", ({ told, settled, skip }) =>
  onSmallDisk(skip, async (small) => {
    const before = small.remote("rev-parse", "spectryn");
    await small.run("dd if=/dev/zero of=filler bs=1k; sync");
    for (const ran of [await small.sync(), await small.plan()]) told(ran);
    expect(small.remote("rev-parse", "spectryn")).toBe(before);
    await small.run("rm filler");
    await settled(small, invoiced);
    expect((await small.run("git fsck --strict")).code).toBe(0);
  }),
);

failure("the disk is full in the middle of a sync", ({ told, settled, skip }) =>
  onSmallDisk(skip, async (small) => {
    // Room for locks and refs, none for the objects of a large text.
    await small.run(
      "head -c 200000 /dev/urandom | base64 -w 70 >>EPIC.md; dd if=/dev/zero of=filler bs=1k; rm -f x; truncate -s -40k filler",
    );
    told(await small.sync());
    await small.run(`git checkout --quiet EPIC.md && ${change}; rm filler`);
    await settled(small, invoiced);
  }),
);

failure("the file system is read-only", async ({ told, settled, skip }) => {
  const here = world();
  await here.run(change);
  const place = here.clone;
  const mounted = await here.run(`mount --bind ${place} ${place} && mount -o remount,ro,bind ${place}`);
  if (mounted.code !== 0) skip(`nothing can be mounted read-only here: ${mounted.stderr.trim()}`);
  try {
    told(await here.sync());
    const planned = await here.plan();
    told(planned);
    expect(planned.stderr).toContain("only read with --offline");
    const read = await here.run("spectryn issue list --offline");
    expect(read.stdout).toContain("2 issues");
    expect(read.code).toBe(0);
  } finally {
    await here.run(`umount ${place}`, {}, "/");
  }
  const copy = `${place}-copy`;
  await here.run(`cp -r ${place} ${copy}`);
  await settled(at(here, copy), invoiced);
});

const isRoot = process.getuid?.() === 0;
const asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";

/** Somebody without rights of root, who finds the command and the folder. */
async function asSomebody(here: FailureWorld, skip: (reason: string) => never): Promise<FailureWorld> {
  const { shell } = here;
  if (!isRoot) skip("only root can run the command as another user");
  const dist = shell.path("dist");
  cpSync(resolve(import.meta.dirname, "../../dist"), dist, { recursive: true });
  shell.write(shell.path("package.json"), '{"type": "module"}');
  const home = join(here.clone, "..", "home");
  const ready = await here.run(
    `chmod 755 ${shell.dir} && mkdir -p ${home} && chown 65534:65534 ${home} ${here.clone}/..`,
  );
  expect(ready.code, ready.output).toBe(0);
  const env = { HOME: home, GIT_CONFIG_GLOBAL: join(home, ".gitconfig"), XDG_CONFIG_HOME: home };
  const own = (script: string) =>
    script.replace(/^spectryn/, `"${process.execPath}" "${join(dist, "bin.cjs")}"`);
  const run: FailureWorld["run"] = (script, more, cwd) =>
    here.run(`${asNobody} env bash -c '${own(script).replaceAll("'", `'\\''`)}'`, { ...env, ...more }, cwd);
  const probe = await run("spectryn --version");
  if (probe.code !== 0) skip(`the command cannot run as another user here: ${probe.stderr}`);
  await run("git config --global user.name Kim; git config --global user.email kim@example.com");
  return {
    ...here,
    run,
    sync: (more) => run(syncs, more),
    plan: (more) => run("spectryn plan EPIC.md", more),
  };
}

failure("the repository belongs to another user", async ({ told, settled, skip }) => {
  const here = world();
  await here.run(change);
  const kim = await asSomebody(here, skip);
  const ran = await kim.sync();
  told(ran);
  const way = commandAfter(ran, "If you trust it: ").replace("<its path>", here.clone);
  expect((await kim.run(way)).code).toBe(0);
  await here.run(`chown -R 65534:65534 ${here.clone}`);
  await settled(kim, invoiced);
});

failure("the repository may not be written by you", async ({ told, settled, skip }) => {
  const here = world();
  await here.run(change);
  const kim = await asSomebody(here, skip);
  await here.run(`chown -R 65534:65534 ${here.clone} && chmod -R a-w ${here.clone}/.git`);
  told(await kim.sync());
  const planned = await kim.plan();
  expect(planned.stderr).toContain("cannot be written");
  expect(planned.code).toBe(1);
  await here.run(`chmod -R u+w ${here.clone}/.git`);
  await settled(kim, invoiced);
});

/** Moves the clock of a process by years. */
const clock = `const shift = Number(process.env.YEARS) * 31_536e6;
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) { given.length === 0 ? super(Real.now() + shift) : super(...given); }
  static now() { return Real.now() + shift; }
};
`;

for (const [happened, years] of [
  ["this machine's clock is years behind", [-3, -30, -60]],
  ["this machine's clock is years ahead", [3, 40, 200]],
] as const) {
  failure(happened, async ({ told, settled }) => {
    const here = world();
    const preload = here.shell.write(join(here.clone, "..", "clock.mjs"), clock);
    for (const shift of years) {
      const wrong = { YEARS: String(shift), NODE_OPTIONS: `--import ${preload}` };
      await here.run(`sed -i 's/^### US-2: .*/### US-2: Pay ${shift}/' EPIC.md`);
      const ran = await here.sync(wrong);
      told(ran);
      expect(ran.stdout).toContain("Written and read back");
      expect((await here.sync(wrong)).stdout).toContain("Nothing to do. 3 items, 0 changes.");
    }
    // Whoever has the right time goes on from there, and what people did meanwhile stays.
    here.commit({ "issues/0/1.md": here.read("issues/0/1.md").replace('"new"', '"open"') });
    expect((await here.sync()).stdout).toContain("< pull     #1");
    await here.run(
      `spectryn sync EPIC.md --execute --direction both; ${change}; sed -i 's/^### US-2: .*/### US-2: Pay by invoice/' EPIC.md`,
    );
    await settled(here, invoiced);
  });
}

failure("somebody's commits have dates years away", async ({ told, settled }) => {
  const here = world();
  const other = await here.another("tracker", "--branch", "spectryn");
  for (const [at, date] of ["1980-01-01T00:00:00Z", "2098-01-01T00:00:00Z"].entries()) {
    const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    const edit = `sed -i 's/^kind: .*/kind: "${at === 0 ? "bug" : "proposal"}"/' issues/0/1.md`;
    const pushed = await here.run(`${edit} && git commit --quiet --all -m x && git push --quiet`, env, other);
    expect(pushed.code, pushed.output).toBe(0);
  }
  await here.run(change);
  told(await here.sync());
  expect(here.read("issues/0/1.md")).toContain('kind: "proposal"');
  await here.run("spectryn sync EPIC.md --execute --direction both");
  await settled(here, invoiced);
});

const clones: readonly (readonly [string, readonly string[]])[] = [
  ["the clone is a shallow one", ["--depth=1", "--no-single-branch"]],
  ["the clone has only the main branch", ["--single-branch", "--branch=main"]],
  ["the clone is shallow and has only the main branch", ["--depth=1"]],
  ["the clone left out files (--filter=blob:none)", ["--filter=blob:none"]],
  ["the clone left out trees (--filter=tree:0)", ["--filter=tree:0"]],
];

for (const [happened, args] of clones) {
  failure(happened, async ({ told, settled }) => {
    const here = world();
    const there = at(here, await here.another("partial", ...args));
    await there.run(change);
    const ran = await there.sync();
    told(ran);
    expect(ran.stdout).toContain("Written and read back");
    // Somebody else goes on, and the clone follows.
    here.commit({ "issues/0/2.md": here.read("issues/0/2.md").replace('"new"', '"open"') });
    expect((await there.sync()).stdout).toContain("< pull     #2");
    await there.run("spectryn sync EPIC.md --execute --direction both");
    await settled(there, invoiced);
  });
}
