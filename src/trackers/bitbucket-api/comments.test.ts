/** Which issues are asked for their comments. */
import { beforeEach, expect, it } from "vitest";
import { type ApiWorld, startTestApiWorld } from "../../../test/support/api-worlds.ts";
import type { Fetch } from "../../http/transport.ts";

let world: ApiWorld;
beforeEach(async () => {
  world = await startTestApiWorld();
});

const lists = () => world.cloud.requests.filter(({ path }) => /\/comments/.test(path)).length;
const textsOf = (comments: readonly { readonly text: string }[] | undefined) =>
  comments?.map(({ text }) => text);

/** An issue that was imported with its comment: both have the dates of another tracker. */
function importIssue(): void {
  world.cloud.addIssue(world.fullName, { title: "Imported" });
  const [issue] = world.issues();
  const { updatedOn } = issue!;
  world.cloud.addComment(world.fullName, 1, world.dana, "Imported, too");
  issue!.updatedOn = updatedOn;
}

it("those that moved, once for each time", async () => {
  world.cloud.addIssue(world.fullName, { title: "Quiet" });
  world.cloud.addIssue(world.fullName, { title: "Loud" });
  world.cloud.addComment(world.fullName, 2, world.dana, "One");
  for (let times = 0; times < 2; times += 1) {
    const tracker = world.open();
    await tracker.read();
    const found = await tracker.readComments([1, 2]);
    expect([...found].map(([number, { comments }]) => [number, textsOf(comments)])).toEqual([[2, ["One"]]]);
  }
  expect(lists()).toBe(1);
});

it("one that somebody looks at, moved or not; from then on it is known", async () => {
  importIssue();
  const tracker = world.open();
  await tracker.read();
  expect(await tracker.readComments([1])).toEqual(new Map());
  expect(textsOf((await tracker.readIssue(1))?.comments)).toEqual(["Imported, too"]);
  expect(textsOf((await tracker.readComments([1])).get(1)?.comments)).toEqual(["Imported, too"]);
  await tracker.readIssue(1);
  expect(lists()).toBe(1);
});

it("each of a host that does not say when it changed them", async () => {
  world.cloud.addIssue(world.fullName, { title: "One" });
  const fetch: Fetch = async (url, { method, headers, body }) => {
    const answer = await globalThis.fetch(url, { method, headers, body: (body as string) ?? null });
    const text = (await answer.text()).replaceAll(/"updated_on":"[^"]*"/g, '"updated_on":null');
    return { status: answer.status, headers: answer.headers, body: new Blob([text]).stream() as never };
  };
  const tracker = world.open({ fetch });
  for (const text of ["One", "Two"]) {
    world.cloud.addComment(world.fullName, 1, world.dana, text);
    await tracker.read();
    expect(textsOf((await tracker.readComments([1])).get(1)?.comments)).toContain(text);
  }
});
