/** The way to the host and the host itself: requests that fail, for a moment or for long, proxies and no network. */
import { expect } from "vitest";
import { startHost } from "../../src/http/test-host.ts";
import { commandAfter, failure, useFailureWorlds, usualTitles } from "../support/failure-table.ts";
import type { FailureWorld } from "../support/failure-world.ts";
import type { Fault, SeenRequest } from "../support/git-server.ts";

const world = useFailureWorlds();
const invoiced = ["Pay by card", "Pay by invoice"];

/** A world with a change to write. */
async function changed(): Promise<FailureWorld> {
  const here = world();
  await here.run("sed -i 's/Pay later/Pay by invoice/' EPIC.md");
  return here;
}

const isRead = ({ path }: SeenRequest) => path.includes("git-upload-pack");
const isPush = ({ method, path }: SeenRequest) => method === "POST" && path.includes("git-receive-pack");

/** Meets the first `times` requests that `fits`. */
function firstOf(times: number, fault: Fault, fits: (request: SeenRequest) => boolean) {
  let left = times;
  return (request: SeenRequest) => {
    if (left === 0 || !fits(request)) return null;
    left -= 1;
    return fault;
  };
}

const always = (fault: Fault) => () => fault;

const passing: readonly (readonly [string, Fault])[] = [
  ["the host fails for a moment (503)", { status: 503 }],
  ["a connection is cut while reading", "drop"],
  ["an answer is cut while reading", "drop-answer"],
  ["the request limit is met once (429)", { status: 429, headers: { "retry-after": "1" } }],
];

for (const [happened, fault] of passing) {
  failure(happened, async ({ told, settled }) => {
    const here = await changed();
    here.fault(firstOf(1, fault, isRead));
    const ran = await here.sync();
    told(ran);
    expect(ran.output).toContain("Written and read back");
    await settled(here, invoiced);
  });
}

const lasting: readonly (readonly [string, Fault])[] = [
  ["the host fails for long (503)", { status: 503 }],
  ["every connection is cut", "drop"],
  ["the request limit stays used up (429)", { status: 429, headers: { "retry-after": "9" } }],
];

for (const [happened, fault] of lasting) {
  failure(happened, async ({ told, settled }) => {
    const here = await changed();
    here.fault(always(fault));
    const asked = here.server.requests.length;
    told(await here.sync({ SPECTRYN_BITBUCKET_TIMEOUT: "0.5" }));
    const own = here.server.requests.slice(asked).filter(({ path }) => path.startsWith(`/${here.name}.git`));
    expect(own.length).toBeLessThanOrEqual(6);
    here.fault(null);
    await settled(here, invoiced);
  });
}

failure("the connection is cut before a push arrives", async ({ told, settled }) => {
  const here = await changed();
  const before = here.remote("rev-parse", "spectryn");
  let pushes = 0;
  here.fault((request) => {
    if (!isPush(request)) return null;
    pushes += 1;
    return "drop";
  });
  told(await here.sync());
  expect(here.remote("rev-parse", "spectryn")).toBe(before);
  // git's own library tries a dead connection once more; spectryn never pushes blindly.
  expect(pushes).toBeLessThanOrEqual(2);
  here.fault(null);
  await settled(here, invoiced);
});

failure("the answer to a push is lost", async ({ told, settled }) => {
  const here = await changed();
  const before = here.remote("rev-parse", "spectryn");
  here.fault(firstOf(1, "drop-answer", isPush));
  told(await here.sync());
  expect(here.remote("rev-list", "--count", `${before}..spectryn`)).toBe("1");
  await settled(here, invoiced);
});

failure("the host is gone right after a push arrived", async ({ told, settled }) => {
  const here = await changed();
  const before = here.remote("rev-parse", "spectryn");
  let hasPushed = false;
  here.fault((request) => {
    const fault = hasPushed ? "drop" : null;
    hasPushed ||= isPush(request);
    return fault;
  });
  told(await here.sync());
  expect(here.remote("rev-list", "--count", `${before}..spectryn`)).toBe("1");
  here.fault(null);
  expect((await here.run("spectryn changes")).stdout).toContain("Pay by invoice");
  await settled(here, invoiced);
  expect(here.remote("rev-list", "--count", `${before}..spectryn`)).toBe("1");
});

const nobodyThere = "http://127.0.0.1:9/acme/shop.git";

async function setUrl(here: FailureWorld, url: string) {
  await here.git("remote", "set-url", "origin", url);
}

failure("nobody answers at the host's address", async ({ told, settled }) => {
  const here = await changed();
  await setUrl(here, nobodyThere);
  const ran = await here.sync();
  told(ran);
  expect(ran.stderr).toContain("with --offline issue list, issue show and changes show what this clone has");
  for (const command of ["issue list", "issue show 1", "changes"]) {
    const read = await here.run(`spectryn ${command} --offline`);
    expect(read.stderr).toBe("");
    expect(read.stdout).toContain("Pay by card");
    expect(read.code).toBe(0);
  }
  await setUrl(here, here.url);
  await settled(here, invoiced);
});

failure("an issue is read without a network", async ({ told, settled }) => {
  const here = world();
  await setUrl(here, nobodyThere);
  const ran = await here.run("spectryn issue list");
  told(ran);
  expect(ran.stdout).toContain("2 issues");
  expect((await here.run("spectryn issue list --offline")).output).toBe(ran.stdout);
  await setUrl(here, here.url);
  await settled(here);
});

failure("an issue is written without a network", async ({ told, settled }) => {
  const here = world();
  await setUrl(here, nobodyThere);
  const ran = await here.run("spectryn issue create Vouchers");
  told(ran);
  await setUrl(here, here.url);
  expect((await here.run("spectryn push")).stderr).toContain("new-1 is #3");
  await settled(here, [...usualTitles, "Vouchers"]);
});

failure("the host's name is wrong", async ({ told, settled }) => {
  const here = await changed();
  await setUrl(here, "http://no-such-host.invalid/acme/shop.git");
  told(await here.sync());
  await setUrl(here, here.url);
  await settled(here, invoiced);
});

/** What a Wi-Fi, a single sign-on or a wrong address answers to everything. */
const page = { status: 200, headers: { "content-type": "text/html" }, body: "<html>Log in</html>" };

failure("a web page answers instead of git", async ({ told, settled }) => {
  const website = await startHost((_, response) => void response.writeHead(200, page.headers).end(page.body));
  for (const way of ["correct", "log in"]) {
    const here = await changed();
    if (way === "correct") await setUrl(here, `${website.url}/acme/shop.git`);
    else here.fault(always(page));
    const before = await here.git("rev-parse", "spectryn");
    told(await here.sync());
    expect(await here.git("rev-parse", "spectryn")).toBe(before);
    await setUrl(here, here.url);
    here.fault(null);
    await settled(here, invoiced);
  }
});

failure("an issue is read where a web page answers instead of git", async ({ told, settled }) => {
  const here = world();
  here.fault(always(page));
  const ran = await here.run("spectryn issue list");
  told(ran);
  expect(ran.stdout).toContain("2 issues");
  here.fault(null);
  await settled(here);
});

failure("the proxy is down", async ({ told, settled }) => {
  for (const way of ["correct", "leave out"] as const) {
    const here = await changed();
    const down = { http_proxy: "http://127.0.0.1:9", HTTP_PROXY: "http://127.0.0.1:9" };
    const ran = await here.sync(down);
    told(ran);
    expect(ran.stderr).toContain("list the host in NO_PROXY");
    const env = way === "correct" ? {} : { ...down, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" };
    await settled({ ...here, sync: () => here.sync(env) }, invoiced);
  }
});

failure("the proxy in git's own settings has no such name", async ({ told, settled }) => {
  const here = await changed();
  await here.git("config", "http.proxy", "http://no-such-proxy.invalid:3128");
  told(await here.sync());
  await here.git("config", "--unset", "http.proxy");
  await settled(here, invoiced);
});

failure("git asks for a login and has none (401)", async ({ told, settled }) => {
  const here = await changed();
  const login = `Basic ${Buffer.from("dana:secret").toString("base64")}`;
  const realm = { "www-authenticate": 'Basic realm="git"' };
  here.fault(({ authorization }) => (authorization === login ? null : { status: 401, headers: realm }));
  told(await here.sync());
  await here.git("config", "credential.helper", "!f() { echo username=dana; echo password=secret; }; f");
  await settled(here, invoiced);
});

failure("others write all the time while you sync", async ({ told, settled }) => {
  const here = await changed();
  let left = 3;
  here.fault((request) => {
    if (isPush(request) && left > 0) {
      left -= 1;
      here.commit({ "docs/log.txt": `${left}\n` });
    }
    return null;
  });
  told(await here.sync());
  expect(left).toBe(0);
  await settled(here, invoiced);
});

failure("somebody else's check refuses the push", async ({ told, settled }) => {
  const here = await changed();
  const hook = `${here.server.root}/${here.name}.git/hooks/pre-receive`;
  here.shell.write(hook, '#!/bin/sh\necho "Only on Fridays" >&2\nexit 1\n');
  await here.run(`chmod +x ${hook}`);
  const before = await here.git("rev-parse", "spectryn");
  const ran = await here.sync();
  told(ran);
  expect(await here.git("rev-parse", "spectryn")).toBe(before);
  expect(commandAfter(ran, "hint:")).toContain("allow your login to push to this branch");
  await here.run(`rm ${hook}`);
  await settled(here, invoiced);
});
