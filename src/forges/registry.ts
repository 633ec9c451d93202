/** The hosts: one line per adapter. */
import type { Forge } from "../ports/forge.ts";
import { cloudAbilities, openBitbucketCloud } from "./bitbucket-cloud/adapter.ts";
import { isCloudUrl } from "./bitbucket-cloud/config.ts";
import { openBitbucketServer, serverAbilities } from "./bitbucket-server/adapter.ts";
import type { ForgeOptions } from "./options.ts";

export const forges = {
  cloud: { open: openBitbucketCloud, abilities: cloudAbilities },
  server: { open: openBitbucketServer, abilities: serverAbilities },
} as const satisfies Record<
  string,
  { open: (options: ForgeOptions) => Forge; abilities: Forge["abilities"] }
>;

export type ForgeKind = keyof typeof forges;

/** By the address alone: Cloud's hosts, a mirror of its API (`.../2.0`), anything else is a Server. */
export function detectForge(baseUrl: string): ForgeKind {
  return isCloudUrl(baseUrl) ? "cloud" : "server";
}
