/** Which host an address belongs to, without loading what talks to it. */
import { isCloudUrl } from "./bitbucket-cloud/config.ts";

export type ForgeKind = "cloud" | "server";

/** By the address alone: Cloud's hosts, a mirror of its API (`.../2.0`), anything else is a Server. */
export function detectForge(baseUrl: string): ForgeKind {
  return isCloudUrl(baseUrl) ? "cloud" : "server";
}
