/** What the tests of troubles and hostile worlds start with; it goes away when the file's tests are done. */
import { afterAll } from "vitest";
import { startSampleServer } from "../fakes/sample.ts";
import type { FakeServer } from "../fakes/server.ts";
import { makeTroubleShell, type TroubleShell } from "./troubles-world.ts";

export function useTroubleShell(): TroubleShell {
  const shell = makeTroubleShell();
  afterAll(() => shell.remove());
  return shell;
}

export interface ServerWorld {
  readonly server: FakeServer;
  /** The token alone: the place comes from the clone's remote. */
  readonly env: Record<string, string>;
  /** A fresh clone with the spec in it, and no login in its remote's URL. */
  clone(): Promise<string>;
}

export async function useServer(shell: TroubleShell): Promise<ServerWorld> {
  const { fake: server, fullName, variables, cloneUrl } = await startSampleServer();
  afterAll(() => server.close());
  return {
    server,
    env: { BITBUCKET_ACCESS_TOKEN: variables["BITBUCKET_APP_PASSWORD"]! },
    async clone() {
      const path = await shell.specClone(cloneUrl);
      shell.git(["remote", "set-url", "origin", server.gitUrl(fullName)], path);
      return path;
    },
  };
}
