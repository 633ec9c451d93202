import { onTestFinished } from "vitest";
import type { FakeApp } from "./app.ts";

/** Closes a host when the test ends, which fails where that was asked what no host knows. */
export function cleanAtEnd<Fake extends FakeApp>(fake: Fake): Fake {
  onTestFinished(async () => {
    await fake.close();
    fake.assertClean();
  });
  return fake;
}
