/** Stories of the epic "Checkout", and a tracker behind the Issues API that has its milestone. */
import type { CloudLimits } from "../fakes/cloud/limits.ts";
import { type ApiWorld, startTestApiWorld } from "./api-worlds.ts";

export async function startCheckout(limits: Partial<CloudLimits> = {}): Promise<ApiWorld> {
  const world = await startTestApiWorld(limits);
  world.cloud.addNames(world.fullName, { milestones: ["Checkout"] });
  return world;
}

export const story = (key: string, text = "") => `### ${key}: Story ${key}\n\n${text}\n\n`;

/** `US-1` to `US-<count>`. */
export const stories = (count: number) => Array.from({ length: count }, (_, at) => story(`US-${at + 1}`));

export const spec = (...texts: string[]) => ({
  specs: { "EPIC.md": `# EPIC-1: Checkout\n\n${texts.join("")}` },
});
