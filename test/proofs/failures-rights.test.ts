/** What a Bitbucket refuses: logins, rights, administrators' checks; each way out is taken on the same Bitbucket. */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect } from "vitest";
import { answer, startHost } from "../../src/http/test-host.ts";
import type { Veto } from "../fakes/app/veto.ts";
import { startSampleServer } from "../fakes/sample.ts";
import { serverVetoes } from "../fakes/server/vetoes.ts";
import type { ServerUser } from "../fakes/server/world.ts";
import type { FakeServer } from "../fakes/server.ts";
import { failure, type Settling } from "../support/failure-table.ts";
import { livingTitles } from "../support/failure-world.ts";
import { useTroubleShell } from "../support/troubles-setup.ts";
import { syncCommand } from "../support/troubles-world.ts";

const shell = useTroubleShell();
const titles = ["Checkout", "Form"];
let server: FakeServer;
let dana: ServerUser;
let count = 0;

beforeAll(async () => {
  ({ fake: server } = await startSampleServer());
  dana = server.world.users[0]!;
});
afterAll(() => server.close());

interface Place extends Settling {
  /** `SHOP/row-1`. */
  readonly name: string;
  readonly folder: string;
  readonly env: Record<string, string>;
  run(script: string): Promise<void>;
}

/** A repository of its own, a folder with a spec, and the right to write. */
function place(): Place {
  count += 1;
  const name = `SHOP/row-${count}`;
  server.addRepository(name, { rights: [[dana, "REPO_WRITE"]] });
  server.commit(name, "main", { "README.md": "# Shop\n" });
  const folder = shell.folder();
  shell.git(["init", "--quiet"], folder);
  shell.git(["remote", "add", "origin", server.gitUrl(name)], folder);
  const env: Record<string, string> = {
    BITBUCKET_USERNAME: dana.name,
    BITBUCKET_APP_PASSWORD: server.addUserToken(dana),
    BITBUCKET_WORKSPACE: "SHOP",
    BITBUCKET_REPO: `row-${count}`,
    BITBUCKET_BASE_URL: `${server.baseUrl}/rest/api/1.0`,
  };
  return {
    ...{ name, folder, env },
    sync: (more = {}) => shell.run(syncCommand, { cwd: folder, env: { ...env, ...more } }),
    titles: () => livingTitles((...args) => server.git(name, args)),
    async run(script) {
      const ran = await shell.run(script, { cwd: folder });
      expect(ran.code, ran.output).toBe(0);
    },
  };
}

failure("the token is wrong or has expired (401)", async ({ told, settled }) => {
  const here = place();
  told(await here.sync({ BITBUCKET_APP_PASSWORD: "wrong-word" }));
  await settled(here, titles);
});

failure("the token may only read (403)", async ({ told, settled }) => {
  const here = place();
  told(await here.sync({ BITBUCKET_APP_PASSWORD: server.addUserToken(dana, "REPO_READ") }));
  await settled(here, titles);
});

failure("there is no such repository, or it is hidden (404)", async ({ told, settled }) => {
  const here = place();
  told(await here.sync({ BITBUCKET_REPO: "nope" }));
  await settled(here, titles);
});

failure("there is no such project (404)", async ({ told, settled }) => {
  const here = place();
  told(await here.sync({ BITBUCKET_WORKSPACE: "NOPE" }));
  await settled(here, titles);
});

failure("the address is no Bitbucket's", async ({ told, settled }) => {
  const website = await startHost(answer(404, "<html>Not here</html>"));
  const here = place();
  await here.run("git remote remove origin");
  told(await here.sync({ BITBUCKET_BASE_URL: `${website.url}/rest/api/1.0` }));
  await settled(here, titles);
});

interface Check {
  readonly happened: string;
  readonly veto: Veto;
  readonly ways: readonly ((here: Place) => Promise<Record<string, string>> | Record<string, string>)[];
}

const allowed = (here: Place) => {
  server.setVetoes(here.name, []);
  return {};
};

const withMessage = (message: string) => (here: Place) => {
  writeFileSync(`${here.folder}/.spectryn.yaml`, `bitbucket:\n  commit_message: "${message}"\n`);
  return {};
};

const checks: readonly Check[] = [
  {
    happened: "Verify Committer wants commits of who pushes",
    veto: serverVetoes.verifyCommitter,
    ways: [
      async (here) => {
        await here.run('git config user.name "Dana Example" && git config user.email dana@example.com');
        return {};
      },
      (here) => ({ BITBUCKET_APP_PASSWORD: server.addToken(here.name) }),
    ],
  },
  {
    happened: "the branch takes pull requests only",
    veto: serverVetoes.pullRequestOnly("refs/heads/*"),
    ways: [allowed],
  },
  {
    happened: "every commit message must name a Jira issue",
    veto: serverVetoes.jiraKey,
    ways: [withMessage("SHOP-1 {message}")],
  },
  {
    happened: "commit messages must have a form",
    veto: serverVetoes.commitMessage("^chore: "),
    ways: [withMessage("chore: {message}")],
  },
  {
    happened: "commits must be signed",
    veto: serverVetoes.signedCommits,
    ways: [
      async (here) => {
        shell.program("fake-gpg", fakeGpg);
        await here.run("git config gpg.program fake-gpg && git config commit.gpgsign true");
        return {};
      },
    ],
  },
];

/** Signs like gpg as far as git looks: the detached signature on stdout, the status on stderr. */
const fakeGpg = `cat >/dev/null
echo '-----BEGIN PGP SIGNATURE-----

fake
-----END PGP SIGNATURE-----'
echo '
[GNUPG:] SIG_CREATED D 1 8 00 1 X' >&2`;

for (const { happened, veto, ways } of checks) {
  failure(happened, async ({ told, settled }) => {
    for (const way of ways) {
      const here = place();
      server.setVetoes(here.name, [veto]);
      told(await here.sync());
      expect(server.git(here.name, ["for-each-ref", "--format=%(refname)"])).toBe("refs/heads/main");
      const env = await way(here);
      await settled({ ...here, sync: () => here.sync(env) }, titles);
    }
  });
}
