/** A folder for all workers of a run, where the package is installed once (test/support/tarball.ts). */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    packageFolder: string;
  }
}

export default function makePackageFolder(project: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "spectryn-tarball-")));
  project.provide("packageFolder", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
