/** A temporary repository of configuration files, and `loadConfig` on it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { SpectrynError } from "../errors.ts";
import { type LoadedConfig, type LoadOptions, loadConfig } from "./load.ts";

export interface ConfigFolder {
  readonly base: string;
  readonly root: string;
  path(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  load(options?: Partial<LoadOptions>): Promise<LoadedConfig>;
  /** The error that loading ends with. */
  fail(options?: Partial<LoadOptions>): Promise<SpectrynError>;
}

/** `files` by path from the repository's root; `home/` is beside it. */
export function makeConfigFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): ConfigFolder {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "spectryn-config-")));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const root = join(base, "repository");
  const home = join(base, "home");
  mkdirSync(root);
  mkdirSync(home);
  const path = (name: string) => join(root, name);
  const write = (name: string, content: string | Uint8Array) => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
    return path(name);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  const load = (options: Partial<LoadOptions> = {}) =>
    loadConfig({ cwd: root, root, env: {}, home, isTracked: async () => false, ...options });
  const fail = async (options: Partial<LoadOptions> = {}) => {
    const error = await load(options).then(
      () => new Error("it loaded"),
      (reason: unknown) => reason,
    );
    if (!(error instanceof SpectrynError)) throw error;
    return error;
  };
  return { base, root, path, write, load, fail };
}
