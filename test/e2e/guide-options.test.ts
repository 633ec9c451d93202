/** Every option of the guide's reference table changes what happens: each is set and its effect is seen. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BlockName, readBlock } from "../support/guide-blocks.ts";
import {
  type GuideWorld,
  guideSpec,
  openCloudWorld,
  openServerWorld,
  type RunOptions,
} from "../support/guide-worlds.ts";
import { installTarball, type Tarball } from "../support/tarball.ts";

const names = {
  username: "your-username",
  secret: "your-app-password",
  workspace: "your-workspace",
  repo: "your-repo",
};
const sync = "spectryn --markdown EPIC.md --tracker bitbucket";
let tarball: Tarball;
let world: GuideWorld;

beforeAll(async () => {
  tarball = await installTarball();
  world = await openCloudWorld(tarball, names);
});
afterAll(async () => {
  await world?.close();
});

interface Planned {
  readonly subject: { readonly key: string; readonly kind: string };
  readonly values: Readonly<Record<string, unknown>>;
}

let folders = 0;

/** A folder of its own outside of any clone, with the spec and this configuration. */
function makeFolder(config: string, spec = guideSpec): string {
  folders += 1;
  const cwd = world.shell.path(`folder-${folders}`);
  world.shell.write(`${cwd}/EPIC.md`, spec);
  world.shell.write(`${cwd}/.spectryn.yaml`, config);
  return cwd;
}

/** The plan with the guide's variables and this configuration: values by key. */
async function planWith(config: string, spec = guideSpec, env: RunOptions["env"] = {}) {
  const script = `${readBlock("environment.sh")}\n${sync} --json`;
  const ran = await world.run(script, { cwd: makeFolder(config, spec), env });
  expect(ran.stderr).toBe("");
  const changes = JSON.parse(ran.stdout).data.changes as Planned[];
  return new Map(changes.map(({ subject, values }) => [subject.key, { kind: subject.kind, ...values }]));
}

describe("labels", () => {
  it("are epic, story and subtask without options, and the epic is a milestone", async () => {
    const plan = await planWith("{}");
    expect(plan.get("EPIC-001")).toMatchObject({ kind: "milestone" });
    expect(plan.get("US-001")).toMatchObject({ labels: ["story"] });
    expect(plan.get("US-001/1")).toMatchObject({ labels: ["subtask"] });
  });

  it("follow epic_label, story_label and subtask_label", async () => {
    const block = readBlock("epic-label.yaml").replace('"epic"', '"saga"');
    const plan = await planWith(`${block}  story_label: tale\n  subtask_label: step\n  epic_as: issue\n`);
    expect(plan.get("EPIC-001")).toMatchObject({ kind: "issue", labels: ["saga"] });
    expect(plan.get("US-001")).toMatchObject({ labels: ["tale"] });
    expect(plan.get("US-001/1")).toMatchObject({ labels: ["step"] });
  });

  it("of the block as printed is epic", async () => {
    const plan = await planWith(`${readBlock("epic-label.yaml")}  epic_as: issue\n`);
    expect(plan.get("EPIC-001")).toMatchObject({ kind: "issue", labels: ["epic"] });
  });
});

/** A spec whose stories have one word each of a field. */
function specOf(field: string, words: readonly string[]): string {
  const story = (word: string, at: number) =>
    `### US-${at}: Story\n\n| **${field}** | ${word} |\n|---|---|\n`;
  return `# Words\n\n${words.map(story).join("\n")}`;
}

async function fieldsOf(field: string, words: readonly string[], config: string) {
  const plan = await planWith(config, specOf(field, words));
  const key = field === "Status" ? "state" : "priority";
  return words.map((_, at) => plan.get(`US-${at}`)?.[key as never]);
}

describe("mappings", () => {
  const statuses = ["Open", "In Progress", "Done", "Closed", "Blocked"];
  const states = ["open", "open", "resolved", "closed", "on hold"];
  const priorities = ["Low", "Medium", "High", "Critical"];

  it("of status are those of the guide's table by default and as printed", async () => {
    expect(await fieldsOf("Status", statuses, "{}")).toEqual(states);
    expect(await fieldsOf("Status", statuses, readBlock("status-mapping.yaml"))).toEqual(states);
  });

  it("of status can be changed word by word", async () => {
    const block = readBlock("status-mapping.yaml").replace('done: "resolved"', 'done: "closed"');
    const changed = `${block}    shipped: wontfix\n`;
    const expected = [...states.with(2, "closed"), "wontfix"];
    expect(await fieldsOf("Status", [...statuses, "Shipped"], changed)).toEqual(expected);
  });

  it("of priority are those of the guide's table by default and as printed", async () => {
    const expected = ["minor", "major", "critical", "blocker"];
    expect(await fieldsOf("Priority", priorities, "{}")).toEqual(expected);
    expect(await fieldsOf("Priority", priorities, readBlock("priority-mapping.yaml"))).toEqual(expected);
  });

  it("of priority follow the guide's first configuration", async () => {
    const config = readBlock("config.yaml").replace("verbose: true", "verbose: false");
    expect(await fieldsOf("Priority", priorities, config)).toEqual(["trivial", "minor", "major", "blocker"]);
  });
});

describe("the connection", () => {
  const seen = () => world.fake.requests.at(-1);

  it("logs in with username and app_password in workspace and repo", async () => {
    await planWith("{}");
    expect(seen()?.path).toMatch(/^\/your-workspace\/your-repo\.git\//);
    expect(seen()?.credentials).toEqual({ kind: "basic", user: names.username, secret: names.secret });
  });

  it.each([
    ["BITBUCKET_WORKSPACE", "elsewhere", /^\/elsewhere\/your-repo\.git\//],
    ["BITBUCKET_REPO", "other", /^\/your-workspace\/other\.git\//],
  ])("follows %s, and says what was not found", async (variable, value, path) => {
    const before = world.fake.requests.length;
    const script = `${readBlock("environment.sh")}\nexport ${variable}=${value}\n${sync}`;
    const ran = await world.run(script, { cwd: makeFolder("{}") });
    expect(ran.stderr).toMatch(
      /^error: repository not found: .*\/(?:elsewhere\/your-repo|your-workspace\/other)\b/,
    );
    expect(ran.stderr).toContain("hint:  Check workspace and repository name");
    expect(ran.code).toBe(7);
    expect(world.fake.requests[before]?.path).toMatch(path);
  });

  it("names Cloud by default, and a Server by base_url in each of its forms", async () => {
    const you = { ...names, secret: "your-pat-token", workspace: "PROJ" };
    const server = await openServerWorld(tarball, you, "https://bitbucket.yourcompany.com");
    const block = readBlock("server-setup.yaml");
    for (const path of ["/rest/api/2.0", "/rest/api/1.0", "/rest/api/latest", "", "/"]) {
      server.shell.write(`${server.folder}/EPIC.md`, guideSpec);
      server.shell.write(`${server.folder}/.spectryn.yaml`, block.replace("/rest/api/2.0", path));
      const ran = await server.run(sync);
      expect(ran.output).toContain("bitbucket.yourcompany.com/proj/your-repo, branch spectryn");
      expect(ran.code).toBe(0);
    }
    expect(server.hosts()).toEqual(["bitbucket.yourcompany.com:443"]);
    expect(server.fake.requests.at(-1)?.path).toMatch(/^\/scm\/proj\/your-repo\.git\//);
    await server.close();
  });

  it.each([
    ["BITBUCKET_REPO", "other", "repo is configured as other, the remote origin says your-repo"],
    [
      "BITBUCKET_BASE_URL",
      "https://your-server.com/rest/api/2.0",
      "base_url is configured as https://your-server.com/rest/api/2.0, the remote origin is bitbucket.org/",
    ],
  ])("that contradicts the clone's remote in %s is told, and holds", async (variable, value, told) => {
    const server = await openCloudWorld(tarball, names);
    const clone = await server.clone();
    server.shell.write(`${clone}/EPIC.md`, guideSpec);
    const before = server.fake.requests.length;
    const ran = await server.run(`${readBlock("environment.sh")}\nexport ${variable}=${value}\n${sync}`, {
      cwd: clone,
    });
    expect(ran.stderr).toContain(`warning: ${told}`);
    expect(ran.code).not.toBe(0);
    const paths = server.fake.requests.slice(before).map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith("/your-workspace/your-repo.git/"))).toEqual([]);
    await server.close();
  });

  it("ends at an unknown certificate, and goes on with the guide's BITBUCKET_SSL_VERIFY=false", async () => {
    const cwd = makeFolder(readBlock("config.yaml"));
    const env = { BITBUCKET_CA_FILE: "" };
    const refused = await world.run(sync, { cwd, env });
    expect(refused.output).toMatch(/error: no secure connection: .*certificate/);
    expect(refused.code).toBe(8);
    const ran = await world.run(`${readBlock("ssl-verify.sh")}\n${sync}`, { cwd, env });
    expect(ran.stderr).toMatch(/warning: .*certificate.*not (?:checked|verified)/);
    expect(ran.stdout).toContain("Nothing written.");
    expect(ran.code).toBe(0);
  });
});

describe("specs of the guide", () => {
  it("make the milestone of its example", async () => {
    const plan = await planWith("{}", readBlock("epic-milestone.md"));
    expect(plan.get("EPIC-001")).toMatchObject({ kind: "milestone", milestone: "Q1 2024" });
    expect(plan.get("US-001")).toMatchObject({ title: "Login Feature", milestone: "Q1 2024" });
  });

  it("keep story points", async () => {
    const story = readBlock("story-points.md");
    const plan = await planWith("{}", `### US-001: Login\n\n${story}`);
    expect(plan.get("US-001")).toMatchObject({ points: 5 });
  });
});

/** Last: it writes. */
describe("sync", () => {
  const live = (name: BlockName) => readBlock(name).replace(/execute( ?[:=]) false/, "execute$1 true");

  it("verbose: true tells settings and requests, false does not", async () => {
    const loud = makeFolder(`${readBlock("config.yaml")}`);
    expect((await world.run(sync, { cwd: loud })).stderr).toContain("git fetch ");
    const block = makeFolder(readBlock("debug.yaml"));
    const shown = await world.run(`${readBlock("environment.sh")}\n${sync}`, { cwd: block });
    expect(shown.stderr).toContain("bitbucket.username = your-username (BITBUCKET_USERNAME)");
    expect(shown.stderr).not.toContain(names.secret);
    const quiet = makeFolder(readBlock("config.yaml").replace("verbose: true", "verbose: false"));
    expect((await world.run(sync, { cwd: quiet })).stderr).toBe("");
    const flag = await world.run(readBlock("debug.sh"), { cwd: quiet });
    expect(flag.stderr).toContain("git fetch ");
  });

  it("execute: true writes without --execute, and --dry-run is stronger than both", async () => {
    const cwd = makeFolder(live("config.yaml"));
    const before = world.refs();
    for (const flags of ["--dry-run", "--dry-run --execute"]) {
      const dry = await world.run(`${sync} ${flags}`, { cwd });
      expect(dry.stdout).toContain("Nothing written.");
      expect(world.refs()).toBe(before);
    }
    const ran = await world.run(sync, { cwd });
    expect(ran.stdout).toContain("Done: 4 creates");
    expect(world.refs()).not.toBe(before);
  });
});
