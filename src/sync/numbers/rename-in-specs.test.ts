import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GitSandbox, makeGitSandbox } from "../../../test/support/git-sandbox.ts";
import type { Change } from "../../core/plan/change.ts";
import { defaultSettings as settings } from "../../core/settings.ts";
import type { Workspace } from "../workspace.ts";
import { renameChanges } from "./name-issues.ts";
import { renameInSpecs } from "./rename-in-specs.ts";

let sandbox: GitSandbox;
let workspace: Workspace;

beforeEach(() => {
  sandbox = makeGitSandbox();
  workspace = { cwd: sandbox.dir, root: sandbox.dir, repository: null };
});
afterEach(() => sandbox.remove());

const renamed = [
  { from: "new-1", number: 57 },
  { from: "#3", number: 58 },
];
const rename = (known: readonly string[]) => renameInSpecs({ workspace, settings, known }, renamed);
const bytes = (name: string) => readFileSync(sandbox.path(name));

describe("issues that got their numbers", () => {
  it("are renamed in EPIC.md and in what the tracker knows, and what was #3 is not", async () => {
    sandbox.write(sandbox.path("EPIC.md"), "### US-1: A\r\n\r\nnew-1, #3");
    sandbox.write(sandbox.path("docs/B.md"), "### US-2: B\n\n- Blocks: new-1\n");
    sandbox.write(sandbox.path("OTHER.md"), "new-1\n");
    expect(await rename(["docs/B.md", "gone.md"])).toEqual(["EPIC.md", "docs/B.md"]);
    expect(bytes("EPIC.md").toString()).toBe("### US-1: A\r\n\r\n#57, #3");
    expect(bytes("docs/B.md").toString()).toBe("### US-2: B\n\n- Blocks: #57\n");
    expect(bytes("OTHER.md").toString()).toBe("new-1\n");
  });

  it("are not where a spec has an item of that key", async () => {
    sandbox.write(sandbox.path("EPIC.md"), "### NEW-1: A\n");
    sandbox.write(sandbox.path("B.md"), "### US-2: B\n\n- Blocks: NEW-1\n");
    expect(await rename(["B.md"])).toEqual([]);
  });

  it("are not in a file that is no UTF-8", async () => {
    const latin = Buffer.from("### US-1: Caf\u00e9 new-1\n", "latin1");
    sandbox.write(sandbox.path("EPIC.md"), latin);
    expect(await rename([])).toEqual([]);
    expect(bytes("EPIC.md").equals(latin)).toBe(true);
  });

  it("are renamed in a plan that somebody confirmed", () => {
    const change = {
      subject: { kind: "issue", number: -1, title: "Like new-1" },
      fields: [
        { field: "links", result: [{ type: "blocks", to: -1 }] },
        { field: "points", result: 1 },
      ],
    } as unknown as Change;
    expect(renameChanges([change], renamed)).toEqual([
      {
        subject: { kind: "issue", number: 57, title: "Like #57" },
        fields: [
          { field: "links", result: [{ type: "blocks", to: 57 }] },
          { field: "points", result: 1 },
        ],
      },
    ]);
  });
});
