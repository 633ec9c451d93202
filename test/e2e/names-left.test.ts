/** Two runs killed in a row: the name of an issue without a number never means two issues in a spec. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { bases } from "../support/boundary-scenarios.ts";
import { type BoundaryWorld, makeBoundaryWorld } from "../support/boundary-world.ts";

const specOf = ({ cwd }: BoundaryWorld) => readFileSync(`${cwd}/EPIC.md`, "utf8");

it("what new-1 was is named in the specs before another issue is new-1", async () => {
  const world = await makeBoundaryWorld("server");
  await world.prepare(bases.offline);
  world.keep("before");
  const whole = await world.run(["push"], 0);
  expect(specOf(world)).toContain("see #4.");
  // The last moment at which the spec did not follow yet.
  const opened = whole.boundaries.findLastIndex((boundary) => boundary.startsWith("rename EPIC.md"));
  world.restore("before");
  await world.run(["push"], opened);
  expect(specOf(world)).toContain("see new-1.");
  world.keep("published");
  const create = ["issue", "create", "Later", "--offline"];
  const { boundaries } = await world.run(create, 0);
  const list = () => world.shell.run("spectryn issue list --offline", { cwd: world.cwd });
  let kills = 0;
  for (let at = 1; at <= boundaries.length; at += 1) {
    if (!/update-ref|EPIC|names/.test(boundaries[at - 1]!)) continue;
    world.restore("published");
    await world.run(create, at);
    kills += 1;
    if (!/new-1 .*Later/.test((await list()).stdout)) continue;
    expect(specOf(world), `killed at ${at} (${boundaries[at - 1]})`).toContain("see #4.");
  }
  expect(kills).toBeGreaterThan(2);
  await world.close();
});
