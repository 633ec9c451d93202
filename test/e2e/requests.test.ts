/** How often the git server is asked: the same for one issue and for ten thousand. The token goes in the header. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fault, type GitServer, startGitServer } from "../support/git-server.ts";
import { kept, sized } from "../support/proof.ts";
import { makeTroubleShell, type TroubleShell } from "../support/troubles-world.ts";

const token = "header-token";
let shell: TroubleShell;
let server: GitServer;

beforeAll(async () => {
  shell = makeTroubleShell();
  server = await startGitServer({ login: { bearer: token } });
});
afterAll(async () => {
  await server.close();
  shell.remove();
});

/** Stories with `subtasks` each, under one epic. */
function makeSpec(stories: number, subtasks: number): string {
  const rows = Array.from(
    { length: subtasks },
    (_, at) => `| ${at + 1} | Part ${at + 1} | 1 | Planned |\n`,
  ).join("");
  const table =
    subtasks === 0 ? "" : `\n#### Subtasks\n\n| # | Subtask | SP | Status |\n|---|---|---|---|\n${rows}`;
  const story = (at: number) =>
    `\n### US-${at}: Story ${at}\n\n| **Field** | Value |\n|---|---|\n| **Priority** | High |\n\nText of ${at}.\n${table}`;
  return `# EPIC-1: Many\n${Array.from({ length: stories }, (_, at) => story(at + 1)).join("")}`;
}

interface World {
  readonly name: string;
  readonly clone: string;
  /** Runs a sync and gives what the server was asked for it: by git, and without a login by REST. */
  sync(): Promise<{ readonly paths: string[]; readonly rest: string[]; readonly output: string }>;
}

async function makeWorld(name: string, spec: string): Promise<World> {
  const url = server.createRepository(`scm/shop/${name}`);
  const clone = shell.init(name);
  shell.git(["remote", "add", "origin", url], clone);
  shell.write(`${clone}/EPIC.md`, spec);
  const env = { BITBUCKET_ACCESS_TOKEN: token };
  return {
    name,
    clone,
    async sync() {
      const before = server.requests.length;
      const ran = await shell.run("spectryn sync EPIC.md --execute --yes", { cwd: clone, env });
      expect(ran.stderr).toBe("");
      expect(ran.code).toBe(0);
      const all = server.requests.slice(before);
      const asked = all.filter(({ path }) => path.includes(".git/"));
      const others = all.filter((request) => !asked.includes(request));
      expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${token}`]));
      expect(others.map(({ authorization }) => authorization)).toEqual(others.map(() => null));
      const rest = others.map(({ method, path }) => `${method} ${path}`);
      return { paths: asked.map(({ method, path }) => `${method} ${path}`), rest, output: ran.stdout };
    },
  };
}

/** Objects and refs of the server's repository. */
function stateOf({ name }: World) {
  const git = (...args: string[]) => server.git(`scm/shop/${name}`, args);
  return { refs: git("for-each-ref"), objects: git("count-objects", "-v") };
}

function change(world: World): void {
  const file = `${world.clone}/EPIC.md`;
  const text = readFileSync(file, "utf8");
  shell.write(file, text.replace("Text of 1.", "Another text of 1."));
}

/** Requests of the syncs of each size. */
const costs: { readonly first: number[]; readonly quiet: number[]; readonly change: number[] } = {
  first: [],
  quiet: [],
  change: [],
};

const small = [
  { name: "one", stories: 1, subtasks: 0, issues: 1 },
  { name: "hundred", stories: 25, subtasks: 3, issues: 100 },
  { name: "thousands", stories: 1000, subtasks: 3, issues: 4000 },
];
const sizes = sized(small, [...small, { name: "ten-thousand", stories: 2500, subtasks: 3, issues: 10_000 }]);

describe.each(sizes)("$issues issues", ({ name, stories, subtasks, issues }) => {
  let world: World;

  it("the first sync asks at most 6 times", async () => {
    world = await makeWorld(name, makeSpec(stories, subtasks));
    const { paths, rest, output } = await world.sync();
    expect(output).toContain("Written and read back");
    expect(rest).toEqual(["GET /rest/api/latest/application-properties"]);
    expect(paths.length, paths.join("\n")).toBeLessThanOrEqual(6);
    const files = server.git(`scm/shop/${name}`, ["ls-tree", "-r", "--name-only", "spectryn", "issues/"]);
    expect(files.split("\n")).toHaveLength(issues);
    costs.first.push(paths.length);
  });

  it("a quiet sync asks at most 2 times, writes no object and moves no ref", async () => {
    const before = stateOf(world);
    const { paths, rest, output } = await world.sync();
    expect(rest).toEqual([]);
    expect(output).toContain("Nothing to do.");
    expect(paths.length, paths.join("\n")).toBeLessThanOrEqual(2);
    expect(paths.filter((path) => path.includes("receive-pack"))).toEqual([]);
    expect(stateOf(world)).toEqual(before);
    costs.quiet.push(paths.length);
  });

  it("one change asks at most 6 times", async () => {
    change(world);
    const before = Number(server.git(`scm/shop/${name}`, ["rev-list", "--count", "spectryn"]));
    const { paths } = await world.sync();
    expect(paths.length, paths.join("\n")).toBeLessThanOrEqual(6);
    expect(Number(server.git(`scm/shop/${name}`, ["rev-list", "--count", "spectryn"]))).toBe(before + 1);
    costs.change.push(paths.length);
  });

  it("a change in the tracker by somebody else costs a quiet sync one request more at most", async () => {
    const other = `${shell.path(`other-${name}`)}.git`;
    execFileSync("git", ["clone", "--quiet", "--bare", `${server.root}/scm/shop/${name}.git`, other], {
      env: shell.env,
    });
    const tree = shell.git(["rev-parse", "spectryn^{tree}"], other);
    const commit = shell.git(["commit-tree", tree, "-p", "spectryn", "-m", "somebody else"], other);
    shell.git(
      ["push", "--quiet", `${server.root}/scm/shop/${name}.git`, `${commit}:refs/heads/spectryn`],
      other,
    );
    const { paths, output } = await world.sync();
    expect(output).toContain("Nothing to do.");
    expect(paths.length, paths.join("\n")).toBeLessThanOrEqual(3);
  });
});

it("costs the same however many issues there are", () => {
  for (const counts of Object.values(costs)) {
    expect(counts).toHaveLength(sizes.length);
    expect(new Set(counts).size).toBe(1);
  }
  const [first, quiet, change] = [costs.first[0], costs.quiet[0], costs.change[0]];
  kept(
    "constant-requests",
    `at ${sizes.map(({ issues }) => issues.toLocaleString("en")).join(", ")} issues: first sync ${first} requests, quiet ${quiet}, one change ${change}`,
  );
});

describe("a host that is asked while a spec with errors is parsed", () => {
  // As long as a run would wait, which is longer than this test may take.
  it.each<[string, Fault]>([
    ["does not answer", "silence"],
    ["asks to wait", { status: 429, headers: { "retry-after": "200" } }],
  ])("and %s is not waited for", async (what, fault) => {
    // Long enough that the host is mostly asked before its errors are known.
    const world = await makeWorld(what.replaceAll(" ", "-"), makeSpec(500, 3));
    await world.sync();
    const file = `${world.clone}/EPIC.md`;
    const text = readFileSync(file, "utf8");
    shell.write(file, text.replace("US-2:", "US-1:"));
    server.fault = () => fault;
    const env = { BITBUCKET_ACCESS_TOKEN: token };
    const ran = await shell.run("spectryn sync EPIC.md --execute --yes", { cwd: world.clone, env });
    server.fault = null;
    expect(ran.stderr).toContain("EPIC.md: 1 error, nothing was written");
    shell.write(file, text);
    change(world);
    expect((await world.sync()).output).toContain("Done: 1 update.");
  });
});
