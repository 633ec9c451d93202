import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { create, write } from "../../../test/support/tracker-builders.ts";
import { branchOptions, makeRemoteWorld, type RemoteWorld } from "../../../test/support/tracker-worlds.ts";
import { defaultSettings as settings } from "../../core/settings.ts";
import type { Tracker } from "../../ports/tracker.ts";
import { openRemoteTracker } from "../../trackers/branch/adapter.ts";
import type { Workspace } from "../workspace.ts";
import { hasNamesLeft, keepingNames, nameInSpecs } from "./waiting-names.ts";

let world: RemoteWorld;
let workspace: Workspace;
let online: Tracker;
let offline: Tracker;

beforeEach(async () => {
  world = await makeRemoteWorld();
  const repository = await world.clone();
  const root = repository.workTree!;
  workspace = { cwd: root, root, repository };
  const open = (network: "required" | "never") =>
    keepingNames(openRemoteTracker(repository, "origin", branchOptions({ network })), workspace);
  online = open("required");
  await write(online, [create("US-1")]);
  offline = open("never");
});
afterEach(() => world.close());

const spec = (text: string) => world.sandbox.write(`${workspace.root}/EPIC.md`, text);
const nameNow = async () => nameInSpecs({ workspace, settings, known: [] }, await online.read(), []);

it("names in the specs what a run published that was killed before it could", async () => {
  await write(offline, [create("US-2")]);
  const file = spec("See new-1.\n");
  await write(online, []);
  expect(await hasNamesLeft(workspace)).toBe(true);
  const found = await nameNow();
  expect(found).toEqual({ renamed: [{ from: "new-1", number: 2 }], renamedIn: ["EPIC.md"] });
  expect(readFileSync(file, "utf8")).toBe("See #2.\n");
  expect(await hasNamesLeft(workspace)).toBe(false);
  expect(await nameNow()).toEqual({ renamed: [], renamedIn: [] });
});

it("keeps a name until the issue has a number, and forgets one that is gone", async () => {
  await write(offline, [create("US-2")]);
  const before = await online.read();
  expect(await online.commit({ tip: "somewhere else", writes: [], specs: {} })).toMatchObject({
    status: "moved",
  });
  expect(await hasNamesLeft(workspace)).toBe(true);
  expect(await nameNow()).toEqual({ renamed: [], renamedIn: [] });
  expect(await hasNamesLeft(workspace)).toBe(true);
  const others = before.issues.filter(({ number }) => number !== -1);
  await nameInSpecs({ workspace, settings, known: [] }, { issues: others }, []);
  expect(await hasNamesLeft(workspace)).toBe(false);
});
