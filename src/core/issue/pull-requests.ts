/** Whether the address of a pull request is one of the tracker's own repository. */

interface Home {
  readonly host: string;
  /** Owner and repository, as they compare. */
  readonly path: string;
}

/**
 * The number of the pull request that `url` names in the repository at `repository` (its web address), else
 * `null`: then it is a link to somewhere else. Hosts, project keys and slugs compare without case; on a Server
 * `/users/dana/` and `/projects/~dana/` are the same place.
 */
export function ownPullRequest(url: string, repository: string | null): number | null {
  const match = /^(.*)\/pull-requests\/(\d+)(?:[/?#].*)?$/i.exec(url);
  if (match === null || repository === null) return null;
  const [asked, own] = [toHome(match[1]!), toHome(repository)];
  const isSame = asked !== null && own !== null && asked.host === own.host && asked.path === own.path;
  return isSame ? Number(match[2]) : null;
}

function toHome(address: string): Home | null {
  if (!URL.canParse(address)) return null;
  const { hostname, port, pathname } = new URL(address);
  const path = decode(pathname)
    .toLowerCase()
    .replace(/\/+$/, "")
    .replace(/\/users\/([^/]+)\/repos\//, "/projects/~$1/repos/");
  const host = hostname.replace(/^www\.bitbucket\.org$/, "bitbucket.org");
  return { host: port === "" ? host : `${host}:${port}`, path };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A lone % is no escape.
    return path;
  }
}
