/** A fake Cloud that has issues, and the built command beside it, for one test. */
import { onTestFinished } from "vitest";
import { cleanAtEnd } from "../fakes/app/at-end.ts";
import type { CloudOptions } from "../fakes/cloud.ts";
import type { FakeCloudWithIssues } from "../fakes/cloud-issues.ts";
import { type Sample, startSampleCloudWithIssues } from "../fakes/sample.ts";
import { makeShell, type Shell } from "./built-command.ts";
import type { CommandPlace } from "./command-process.ts";

export interface IssuesHost {
  readonly shell: Shell;
  readonly sample: Sample<FakeCloudWithIssues>;
}

export async function startIssuesHost(options: CloudOptions = {}): Promise<IssuesHost> {
  const shell = makeShell();
  onTestFinished(() => shell.remove());
  const sample = await startSampleCloudWithIssues(options);
  cleanAtEnd(sample.fake);
  return { shell, sample };
}

export const syncArgs = ["sync", "EPIC.md", "--tracker", "bitbucket", "--execute", "--yes"];

export function placeOf({ shell, sample }: IssuesHost, cwd: string): CommandPlace {
  return { cwd, env: { ...shell.env, ...sample.variables } };
}
