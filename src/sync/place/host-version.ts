/**
 * How old the Server is. It is asked once, without a login, and what it said is remembered beside the clone, so
 * that a quiet run stays as quiet as on Cloud; `--verbose` always asks.
 */
import { dirname, join } from "node:path";
import * as z from "zod/mini";
import { SpectrynError } from "../../errors.ts";
import { forges } from "../../forges/registry.ts";
import { makeDirectory, readText, writeFileAtomic } from "../../fs/files.ts";
import type { Runtime } from "../../ports/runtime.ts";
import type { Config } from "../configure.ts";
import { privateFolder } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import type { Access } from "./access.ts";
import type { Place } from "./place.ts";

const memorySchema = z.object({
  schema: z.literal(1),
  /** By base_url. `version: null`: it did not say. */
  hosts: z.record(z.string(), z.object({ version: z.nullable(z.string()), asked: z.iso.datetime() })),
});
type Hosts = z.infer<typeof memorySchema>["hosts"];

const dayMs = 24 * 3_600_000;
/** Servers are updated now and then; one that did not answer may have been down. */
const rememberedMs = { known: 7 * dayMs, unknown: dayMs };
/** git may reach the host where REST does not: nobody shall wait long for a warning. */
const patienceMs = 5000;

/**
 * What is lost with this host, or `null`. A host that does not say its version is left to git.
 * @throws SpectrynError `server-too-old`
 */
export async function warnOfVersion(
  workspace: Workspace,
  config: Config,
  { kind, baseUrl }: Place,
  { forgeOptions }: Access,
  runtime: Runtime,
): Promise<string | null> {
  const { versions } = forges[kind];
  if (versions === null || baseUrl === null || forgeOptions === null) return null;
  const path = join(await privateFolder(workspace), "hosts.json");
  const hosts = await readHosts(path);
  const nowMs = runtime.clock.now().getTime();
  const known = Object.hasOwn(hosts, baseUrl) ? hosts[baseUrl]! : null;
  const isFresh =
    known !== null &&
    nowMs - Date.parse(known.asked) < (known.version === null ? rememberedMs.unknown : rememberedMs.known);
  if (isFresh && !config.sync.verbose) return lostWith(known.version);
  const login = { kind: "git", secret: null, username: null, email: null } as const;
  const limits = {
    deadlineMs: Math.min(patienceMs, forgeOptions.deadlineMs ?? patienceMs),
    totalDeadlineMs: 0,
  };
  const version = await versions
    .read({ ...forgeOptions, ...limits, credential: login })
    .catch((error: unknown) => unlessTooOld(error, runtime));
  const asked = runtime.clock.now().toISOString();
  await writeHosts(path, { ...hosts, [baseUrl]: { version, asked } }, runtime);
  return lostWith(version);

  function lostWith(found: string | null): string | null {
    return found === null ? null : versions!.lostWith(found, baseUrl!);
  }
}

/** Other failures are not the end: git meets them too, or does not need what failed. */
function unlessTooOld(error: unknown, { log, signal }: Runtime): null {
  if (!(error instanceof SpectrynError) || error.code === "server-too-old") throw error;
  signal?.throwIfAborted();
  log(`the version of the Server is not known: ${error.message}`);
  return null;
}

async function readHosts(path: string): Promise<Hosts> {
  const text = await readText(path);
  if (text === null) return {};
  try {
    return memorySchema.parse(JSON.parse(text)).hosts;
  } catch {
    // A damaged memory is a lost one.
    return {};
  }
}

async function writeHosts(path: string, hosts: Hosts, { log }: Runtime): Promise<void> {
  try {
    await makeDirectory(dirname(path));
    await writeFileAtomic(path, `${JSON.stringify({ schema: 1, hosts }, null, 2)}\n`);
  } catch (error) {
    log(`the version of the Server is not remembered: ${(error as Error).message}`);
  }
}
