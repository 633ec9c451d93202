/**
 * What a git remote's URL says about host, workspace and repository.
 *
 *   Cloud   https://[user@]bitbucket.org/WORKSPACE/REPO.git   git@bitbucket.org:WORKSPACE/REPO.git
 *   Server  https://HOST[/CONTEXT]/scm/PROJECT/REPO.git       ssh://git@HOST:7999/PROJECT/REPO.git
 */

export interface RemoteAddress {
  /** For people, without credentials: `bitbucket.org/acme/shop`. */
  readonly shown: string;
  /** Which Bitbucket it is by its form; `null`: another git server, or a path. */
  readonly kind: "cloud" | "server" | null;
  /** Workspace slug or project key. */
  readonly workspace: string | null;
  readonly repo: string | null;
  /** The web address of a Server, with its context path; for ssh a guess without one. */
  readonly serverUrl: string | null;
}

const cloudHosts = ["bitbucket.org", "www.bitbucket.org", "altssh.bitbucket.org"];
const scpForm = /^(?:[^@/:]+@)?([^/:]+):(?!\/\/)(.+)$/;

export function parseRemoteUrl(url: string): RemoteAddress {
  const { protocol, hostname, host, path } = splitUrl(url);
  const parts = path.split("/").filter((part) => part !== "");
  const [workspace = null, repo = null] = parts.length < 2 ? [] : parts.slice(-2);
  const shown = [...(host === "" ? [] : [host]), ...parts].join("/");
  const none: RemoteAddress = {
    shown: host === "" ? path : shown,
    kind: null,
    workspace,
    repo,
    serverUrl: null,
  };
  if (host === "" || repo === null) return { ...none, workspace: null, repo: null };
  if (cloudHosts.includes(hostname)) {
    return { ...none, shown: `bitbucket.org/${workspace}/${repo}`, kind: "cloud" };
  }
  const scm = parts.indexOf("scm");
  const isWeb = protocol === "https:" || protocol === "http:";
  if (isWeb && scm >= 0 && scm === parts.length - 3) {
    const context = parts.slice(0, scm).map((part) => `/${part}`);
    const serverUrl = `${protocol}//${host}${context.join("")}`;
    return { ...none, shown: `${host}${context.join("")}/${workspace}/${repo}`, kind: "server", serverUrl };
  }
  const isServerSsh = protocol === "ssh:" && host.endsWith(":7999");
  return isServerSsh ? { ...none, kind: "server", serverUrl: `https://${hostname}` } : none;
}

interface UrlParts {
  readonly protocol: string;
  readonly hostname: string;
  /** With the port. */
  readonly host: string;
  /** Without `.git` and outer slashes. */
  readonly path: string;
}

function splitUrl(url: string): UrlParts {
  const strip = (path: string) =>
    path
      .replace(/\/+$/, "")
      .replace(/\.git$/, "")
      .replace(/^\/+/, "");
  const isDrive = /^[a-z]:[\\/]/i.test(url);
  if (url.includes("://") && URL.canParse(url)) {
    const { protocol, hostname, host, pathname } = new URL(url);
    return {
      protocol,
      hostname: hostname.toLowerCase(),
      host: host.toLowerCase(),
      path: strip(decode(pathname)),
    };
  }
  const scp = isDrive ? null : scpForm.exec(url);
  if (scp === null) return { protocol: "", hostname: "", host: "", path: url };
  const host = scp[1]!.toLowerCase();
  return { protocol: "ssh:", hostname: host, host, path: strip(scp[2]!) };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A lone % is no escape.
    return path;
  }
}
