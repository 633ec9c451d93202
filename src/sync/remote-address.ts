/** What a git remote's URL says about host, workspace and repository. */

export interface RemoteAddress {
  /** For people, without credentials: `bitbucket.org/acme/shop`. */
  readonly shown: string;
  readonly host: string | null;
  /** Workspace slug or project key. */
  readonly workspace: string | null;
  readonly repo: string | null;
  readonly isCloud: boolean;
}

const scpForm = /^(?:[^@/:]+@)?([^/:]+):(?!\/\/)(.+)$/;

/** Accepts https, ssh and scp-like URLs; anything else (a path) has no host. */
export function parseRemoteUrl(url: string): RemoteAddress {
  const parsed = URL.canParse(url) && !/^[a-z]:[\\/]/i.test(url) ? new URL(url) : null;
  const scp = parsed === null ? scpForm.exec(url) : null;
  const host = parsed?.host ?? scp?.[1] ?? "";
  const path = (parsed?.pathname ?? scp?.[2] ?? url).replace(/\.git\/?$/, "").replace(/^\/+|\/+$/g, "");
  if (host === "") return { shown: path, host: null, workspace: null, repo: null, isCloud: false };
  const parts = path.split("/");
  const [workspace, repo] = parts.slice(-2);
  return {
    shown: `${host}/${path}`,
    host,
    workspace: repo === undefined ? null : (workspace ?? null),
    repo: repo ?? null,
    isCloud: host === "bitbucket.org" || host === "altssh.bitbucket.org:443",
  };
}
