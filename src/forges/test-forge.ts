/** For tests: options of a forge with everything a test does not care about. */
import { makeJumpClock } from "../http/test-host.ts";
import type { ForgeOptions } from "./options.ts";

export const noCredential: ForgeOptions["credential"] = {
  kind: "git",
  secret: null,
  username: null,
  email: null,
};

export function forgeOptions(part: Partial<ForgeOptions> & { readonly baseUrl: string }): ForgeOptions {
  return {
    workspace: "acme",
    repo: "shop",
    credential: noCredential,
    clock: makeJumpClock(),
    random: () => 0.5,
    env: {},
    userAgent: "spectryn/test",
    ...part,
  };
}
