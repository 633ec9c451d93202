/** Files of issues behind an API that knows them by name alone. */
import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { serverError } from "../../../test/fakes/app/fault.ts";
import { type ApiWorld, startTestApiWorld } from "../../../test/support/api-worlds.ts";
import { create, owner, write } from "../../../test/support/tracker-builders.ts";
import type { Attachment } from "../../core/issue/issue.ts";
import type { Attach, Write } from "../../core/issue/write.ts";
import type { Tracker } from "../../ports/tracker.ts";

let world: ApiWorld;
beforeEach(async () => {
  world = await startTestApiWorld();
});

const issue = () => world.issues()[0]!;
const onHost = () =>
  Object.fromEntries([...issue().attachments].map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));

function attachment(name: string, content: string, more: Partial<Attachment> = {}): Attachment {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const size = Buffer.byteLength(content);
  return { id: sha256.slice(0, 12), name, sha256, size, description: null, path: `./${name}`, ...more };
}

function attach(name: string, content: string, more: Partial<Attach> & { path?: string } = {}): Attach {
  const { path = `./${name}`, ...rest } = more;
  return { op: "attach", issue: 1, attachment: attachment(name, content, { path }), replaces: null, ...rest };
}

async function* bytesOf(content: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(content);
}

/** As a sync does it: the contents first, then the batch. */
async function send(tracker: Tracker, contents: readonly string[], writes: readonly Write[]) {
  await tracker.read();
  const files = contents.map((content) => {
    const { name, sha256, size } = attachment("file", content);
    return { name, sha256, size, open: () => bytesOf(content) };
  });
  const put = await tracker.putFiles(files);
  return { ...put, outcome: await write(tracker, writes) };
}

async function filesOf(tracker: Tracker): Promise<readonly Attachment[]> {
  return (await tracker.read()).issues[0]!.attachments;
}

async function contentOf(tracker: Tracker, sha256: string): Promise<string | null> {
  let text: string | null = null;
  await tracker.readFiles([sha256], async (_, content) => {
    text = "";
    for await (const piece of content) text += Buffer.from(piece).toString();
  });
  return text;
}

const posts = () =>
  world.cloud.requests.filter(({ method, path }) => method === "POST" && /attach/.test(path));

describe("a file", () => {
  it("comes with its issue, is found by any clone, and is never sent again", async () => {
    const plan = attach("plan é.pdf", "one", { issue: owner("US-1") });
    const described = { ...plan, attachment: { ...plan.attachment, description: "The plan" } };
    await send(world.open(), ["one"], [create("US-1", { state: "resolved" }), described]);
    expect(issue().state).toBe("resolved");
    expect(onHost()).toEqual({ "plan é.pdf": "one" });
    world.forget();
    const other = world.open();
    expect(await filesOf(other)).toEqual([described.attachment]);
    expect(await contentOf(other, plan.attachment.sha256)).toBe("one");
    expect(await send(other, ["one"], [])).toMatchObject({ count: 0, bytes: 0 });
    expect(posts()).toHaveLength(1);
    expect((await other.read()).issues[0]!.base).toMatchObject({ title: "Title of US-1" });
  });

  it("gets a new version under its name, a new name without a request for it, and goes", async () => {
    const tracker = world.open();
    await send(tracker, ["one"], [create("US-1"), attach("a.txt", "one", { issue: owner("US-1") })]);
    const { id } = attachment("a.txt", "one");
    await send(tracker, ["two"], [attach("a.txt", "two", { replaces: id })]);
    expect(onHost()).toEqual({ "a.txt": "two" });
    await send(tracker, [], [attach("b.txt", "two", { path: "./a.txt" })]);
    expect(onHost()).toEqual({ "a.txt": "two" });
    expect(await filesOf(tracker)).toEqual([attachment("b.txt", "two", { path: "./a.txt" })]);
    expect(posts()).toHaveLength(2);
    await send(tracker, [], [{ op: "detach", issue: 1, id: attachment("b.txt", "two").id }]);
    expect(onHost()).toEqual({});
    expect(await filesOf(tracker)).toEqual([]);
  });

  it("is sent to each issue that has it, also where another has it already", async () => {
    const tracker = world.open();
    await send(tracker, ["one"], [create("US-1"), attach("a.txt", "one", { issue: owner("US-1") })]);
    expect(
      await send(tracker, ["one"], [create("US-2"), attach("b.txt", "one", { issue: owner("US-2") })]),
    ).toMatchObject({
      count: 0,
    });
    const [, second] = world.issues();
    expect([...second!.attachments.keys()]).toEqual(["b.txt"]);
    const moved = [
      { op: "detach", issue: 1, id: attachment("a.txt", "one").id } as const,
      attach("c.txt", "one", { issue: 2 }),
    ];
    await send(tracker, ["one"], moved);
    expect(onHost()).toEqual({});
    expect([...second!.attachments.keys()]).toEqual(["b.txt"]);
  });

  it("takes no name that another file has, a person's least of all", async () => {
    const tracker = world.open();
    await write(tracker, [create("US-1")]);
    issue().attachments.set("a.txt", Buffer.from("mine"));
    const both = [attach("a.txt", "one"), attach("a.txt", "two", { path: "./other/a.txt" })];
    await send(tracker, ["one", "two"], both);
    expect(onHost()).toEqual({ "a.txt": "mine", "a (2).txt": "one", "a (3).txt": "two" });
    expect((await filesOf(tracker)).map(({ name }) => name)).toEqual(["a.txt", "a.txt"]);
    expect(await contentOf(tracker, both[1]!.attachment.sha256)).toBe("two");
  });
});

describe("a file whose answer is lost", () => {
  it("is sent again under the same name", async () => {
    const tracker = world.open();
    await write(tracker, [create("US-1")]);
    world.cloud.faults.add({ on: "POST *attachments", trouble: "cut-answer" });
    await send(tracker, ["one"], [attach("a.txt", "one")]);
    expect(onHost()).toEqual({ "a.txt": "one" });
  });

  it("is recognised by its content when the run died before it could say so", async () => {
    const tracker = world.open();
    await write(tracker, [create("US-1")]);
    world.cloud.faults.add({ on: "PUT *issues/1", times: 5, trouble: serverError(502) });
    await expect(send(tracker, ["one"], [attach("a.txt", "one")])).rejects.toMatchObject({ code: "network" });
    world.forget();
    await send(world.open(), ["one"], [attach("a.txt", "one")]);
    expect(onHost()).toEqual({ "a.txt": "one" });
    expect(posts()).toHaveLength(1);
  });
});

describe("what is not as planned", () => {
  it("is not sent", async () => {
    const tracker = world.open();
    await write(tracker, [create("US-1")]);
    const { name, sha256, size } = attachment("a.txt", "one");
    const files = [{ name, sha256, size, open: () => bytesOf("two") }];
    await expect(tracker.putFiles(files)).rejects.toMatchObject({ code: "write-failed" });
    expect(onHost()).toEqual({});
  });

  it("is not given out: another content, or none", async () => {
    const tracker = world.open();
    await send(tracker, ["one"], [create("US-1"), attach("a.txt", "one", { issue: owner("US-1") })]);
    const { sha256 } = attachment("a.txt", "one");
    issue().attachments.set("a.txt", Buffer.from("other"));
    await expect(contentOf(tracker, sha256)).rejects.toMatchObject({ code: "write-failed" });
    issue().attachments.clear();
    expect(await tracker.readFiles([sha256, "0".repeat(64)], async () => undefined)).toEqual([
      sha256,
      "0".repeat(64),
    ]);
  });
});
