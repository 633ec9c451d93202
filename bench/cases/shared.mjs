/** A sync through a real git server on loopback, against what git alone needs to fetch and push the same objects. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { median, processes, ratio } from "../measure.mjs";
import { makeSpec } from "../specs.mjs";
import { line, ms } from "../table.mjs";

const spec = "specs/release-001.md";

/** Uses the repository `name`, whose tracker holds 10,000 issues. */
export async function measureShared({ world, isQuick, startGitServer }, name) {
  const server = await startGitServer();
  try {
    return await measureOn(server, world, name, isQuick ? 3 : 9);
  } finally {
    await server.close();
  }
}

async function measureOn(server, world, name, runs) {
  const folder = world.path(`${name}-clone`);
  await cp(world.path(name), folder, { recursive: true });
  await publish(server, world, folder);
  const beside = world.path(`${name}-beside`);
  await world.run(world.git(world.dir, "clone", "--quiet", `${server.url}/beside.git`, beside));
  const sync = world.spectryn(folder, "sync", spec, "--tracker", "bitbucket", "--execute");
  await world.run(sync);
  const times = { ours: [], git: [], first: [], quiet: [], fetch: [] };
  let requests = { changed: 0, quiet: 0 };
  const counted = async (contender) => {
    const before = server.requests.length;
    return [await contender(), server.requests.length - before];
  };
  for (let run = 0; run <= runs; run += 1) {
    world.write(`${name}-clone/${spec}`, makeSpec({ stories: 100, points: 20 + run }));
    const [ours, changed] = await counted(processes(sync));
    // The other clone gets the same objects; only their way to the server is timed.
    await world.run(
      world.git(beside, "fetch", "--quiet", folder, "+refs/heads/spectryn:refs/heads/spectryn"),
    );
    const git = await processes(
      world.emptyNode,
      world.git(beside, "fetch", "--quiet", "origin", "refs/heads/spectryn"),
      world.git(beside, "push", "--quiet", "origin", "refs/heads/spectryn"),
    )();
    const [first, silent] = await counted(processes(sync));
    const quiet = await processes(sync)();
    requests = { changed, quiet: silent };
    const fetch = await processes(
      world.emptyNode,
      world.git(beside, "fetch", "--quiet", "origin", "refs/heads/spectryn"),
    )();
    // The first round warms up.
    if (run > 0)
      for (const [key, time] of Object.entries({ ours, git, first, quiet, fetch })) times[key].push(time);
  }
  return lines(times, requests);
}

/** Two repositories on the server, both with the specs and the tracker. */
async function publish(server, world, folder) {
  server.createRepository("shop");
  await world.run(world.git(folder, "remote", "add", "origin", `${server.url}/shop.git`));
  await world.run(world.git(folder, "push", "--quiet", "origin", "main", "spectryn"));
  await cp(join(server.root, "shop.git"), join(server.root, "beside.git"), { recursive: true });
}

function lines({ ours, git, first, quiet, fetch }, requests) {
  return [
    line("sync of 1 change, 10,000 issues, git server", ratio(ours, git), {
      unit: "x",
      most: 2,
      detail: `${ms(median(ours))} against ${ms(median(git))} of node -e 0, git fetch, git push; ${requests.changed} requests`,
      bound: "reading and planning beside 10,000 issues; reading the tip back",
    }),
    line("quiet sync, 10,000 issues, git server", ratio(quiet, fetch), {
      unit: "x",
      most: 2,
      detail: `${ms(median(quiet))} against ${ms(median(fetch))} of node -e 0, git fetch; ${requests.quiet} requests`,
      bound: "loading code, and the git processes around the fetch",
    }),
    line("the first quiet sync after a change", ratio(first, fetch), {
      unit: "x",
      detail: `${ms(median(first))} against ${ms(median(fetch))} of node -e 0, git fetch; ${requests.quiet} requests`,
      bound: "reading and planning beside 10,000 issues",
    }),
  ];
}
