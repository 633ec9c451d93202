import { expect, it } from "vitest";
import type { Forge } from "../../ports/forge.ts";
import { askPeople } from "./ask-people.ts";

/** Counts who was asked for; knows lee, fails for kim. */
function makeForge(): Pick<Forge, "findUsers"> & { asked: string[] } {
  const asked: string[] = [];
  const lee = { id: "1", name: "lee", displayName: "Lee", email: null };
  return {
    asked,
    findUsers: async (name) => {
      asked.push(name);
      if (name === "kim") throw new Error("no answer");
      return name === "lee" ? [lee] : [];
    },
  };
}
const ask = (names: readonly string[], forge: Pick<Forge, "findUsers">) => askPeople(names, forge as Forge);

it("asks for each name until the host gives no answer", async () => {
  const forge = makeForge();
  expect([...(await ask(["lee", "zoe", "kim", "max"], forge))]).toEqual([
    ["lee", true],
    ["zoe", false],
  ]);
  expect(forge.asked).toEqual(["lee", "zoe", "kim"]);
});

it("asks nothing for nobody, without a host, or for a crowd", async () => {
  const forge = makeForge();
  const crowd = Array.from({ length: 11 }, (_, index) => `person-${index}`);
  expect([(await ask([], forge)).size, (await ask(crowd, forge)).size, forge.asked]).toEqual([0, 0, []]);
  expect((await askPeople(["lee"], null)).size).toBe(0);
});
