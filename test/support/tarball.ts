/** The package as npm would publish it, installed into a folder of its own: what a user gets. Wants the built `dist`. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { withLock } from "../../src/fs/lock.ts";

const root = resolve(import.meta.dirname, "../..");

export interface Tarball {
  readonly path: string;
  /** `PATH` with the installed `spectryn` in front. */
  readonly searchPath: string;
  /** npm's global folder that it is installed in. */
  readonly prefix: string;
}

/** By the first worker of a run that asks. Without a network: the package has no dependencies, and stays so. */
export function installTarball(): Promise<Tarball> {
  const folder = inject("packageFolder");
  const prefix = join(folder, "prefix");
  return withLock(join(folder, "lock"), {}, async () => {
    if (!existsSync(prefix)) await install(folder, prefix);
    const path = join(folder, tarballIn(folder)!);
    return { path, prefix, searchPath: `${join(prefix, "bin")}${delimiter}${process.env["PATH"]}` };
  });
}

async function install(folder: string, prefix: string): Promise<void> {
  const env = { ...process.env, npm_config_cache: join(folder, "cache"), npm_config_loglevel: "error" };
  const npm = (...args: string[]) => promisify(execFile)("npm", args, { cwd: root, env });
  await npm("pack", "--ignore-scripts", "--pack-destination", folder);
  const name = tarballIn(folder);
  if (name === undefined) throw new Error("npm pack made no tarball");
  const half = join(folder, "half");
  await npm("install", "--global", "--prefix", half, ...offline, join(folder, name));
  renameSync(half, prefix);
}

const tarballIn = (folder: string) => readdirSync(folder).find((file) => file.endsWith(".tgz"));

const offline = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts"];

/** An npm registry that has this package and no other: `npm install spectryn` as users type it. */
export async function startRegistry(tarball: Tarball) {
  const content = readFileSync(tarball.path);
  const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`;
  let served = 0;
  const server = createServer((request, response) => {
    if (request.url?.endsWith(".tgz")) {
      served += 1;
      response.end(content);
    } else if (request.url === "/spectryn") {
      const url = `http://${request.headers.host}/spectryn/-/spectryn-${version}.tgz`;
      const versions = { [version]: { ...manifest, dist: { tarball: url, integrity } } };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ name: "spectryn", "dist-tags": { latest: version }, versions }));
    } else response.writeHead(404).end("{}");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    /** How often the package itself was fetched. */
    served: () => served,
    close: () => new Promise((done) => server.close(done)),
  };
}

const { devDependencies: _, ...manifest } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const version: string = manifest.version;
