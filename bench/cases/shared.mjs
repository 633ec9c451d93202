/** Syncs through a real git server on loopback, against what git alone needs to fetch and push the same objects. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { median, processes, ratio } from "../measure.mjs";
import { makeSpec, makeSpecs } from "../specs.mjs";
import { line, ms } from "../table.mjs";

const one = "specs/release-001.md";
/** They hold the 1,000 issues that change together. */
const several = [one, "specs/release-002.md", "specs/release-003.md"];

/** Uses the repository `name`, whose tracker holds `issues` issues. */
export async function measureShared({ world, isQuick, startGitServer }, name, issues) {
  const server = await startGitServer();
  try {
    const rounds = isQuick || issues > 10_000 ? 3 : 7;
    return lines(await measureOn(server, world, { name, issues, rounds }), issues.toLocaleString("en"));
  } finally {
    await server.close();
  }
}

async function measureOn(server, world, { name, issues, rounds }) {
  const folder = world.path(`${name}-clone`);
  await cp(world.path(name), folder, { recursive: true });
  await publish(server, world, folder);
  const beside = world.path(`${name}-beside`);
  await world.run(world.git(world.dir, "clone", "--quiet", `${server.url}/beside.git`, beside));
  const sync = (paths) =>
    processes(world.spectryn(folder, "sync", ...paths, "--tracker", "bitbucket", "--execute", "--yes"));
  await sync(several)();
  const fetch = world.git(beside, "fetch", "--quiet", "origin", "refs/heads/spectryn");
  const push = world.git(beside, "push", "--quiet", "origin", "refs/heads/spectryn");
  /** git alone with the same objects: the other clone gets them unmeasured, only their way to the server is timed. */
  const gitAlone = async () => {
    const own = ["fetch", "--quiet", folder, "+refs/heads/spectryn:refs/heads/spectryn"];
    await world.run(world.git(beside, ...own));
    return processes(world.emptyNode, fetch, push)();
  };
  const times = { one: [], oneGit: [], first: [], quiet: [], fetch: [], many: [], manyGit: [] };
  const requests = {};
  const counted = async (key, contender) => {
    const before = server.requests.length;
    const time = await contender();
    requests[key] = server.requests.length - before;
    return time;
  };
  for (let round = 0; round <= rounds; round += 1) {
    const now = {};
    world.write(`${name}-clone/${one}`, makeSpec({ stories: 100, points: 20 + round }));
    now.one = await counted("one", sync([one]));
    now.oneGit = await gitAlone();
    now.first = await counted("quiet", sync([one]));
    now.quiet = await sync([one])();
    now.fetch = await processes(world.emptyNode, fetch)();
    const changed = makeSpecs(issues, 10 + round).filter(({ path }) => several.includes(path));
    for (const { path, text } of changed) world.write(`${name}-clone/${path}`, text);
    now.many = await counted("many", sync(several));
    now.manyGit = await gitAlone();
    // What many changes leave to be read again is theirs, not the next change's.
    await sync([one])();
    // The first round warms up.
    if (round > 0) for (const [key, time] of Object.entries(now)) times[key].push(time);
  }
  return { times, requests };
}

/** Two repositories on the server, both with the specs and the tracker. */
async function publish(server, world, folder) {
  server.createRepository("shop");
  await world.run(world.git(folder, "remote", "add", "origin", `${server.url}/shop.git`));
  await world.run(world.git(folder, "push", "--quiet", "origin", "main", "spectryn"));
  await cp(join(server.root, "shop.git"), join(server.root, "beside.git"), { recursive: true });
}

function lines({ times, requests }, shown) {
  const against = (ours, git, what, asked) =>
    `${ms(median(ours))} against ${ms(median(git))} of node -e 0, ${what}; ${asked} requests`;
  return [
    line(`quiet sync, ${shown} issues, git server`, ratio(times.quiet, times.fetch), {
      unit: "x",
      most: 2,
      detail: against(times.quiet, times.fetch, "git fetch", requests.quiet),
      bound: "loading code, and the git processes around the fetch",
    }),
    line("the first quiet sync after a change", ratio(times.first, times.fetch), {
      unit: "x",
      detail: against(times.first, times.fetch, "git fetch", requests.quiet),
      bound: "reading and planning beside all issues",
    }),
    line(`sync of 1 change, ${shown} issues, git server`, ratio(times.one, times.oneGit), {
      unit: "x",
      most: 2,
      detail: against(times.one, times.oneGit, "git fetch, git push", requests.one),
      bound: "reading and planning beside all issues; reading the tip back",
    }),
    line(`sync of 1,000 changes, ${shown} issues, git server`, ratio(times.many, times.manyGit), {
      unit: "x",
      most: 2,
      detail: against(times.many, times.manyGit, "git fetch, git push", requests.many),
      bound: "the same, and comparing, rendering and reading back 1,000 files",
    }),
  ];
}
