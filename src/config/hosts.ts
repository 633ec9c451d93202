/** Hosts of URLs, as trust compares them. */

const cloudHosts = ["bitbucket.org", "api.bitbucket.org", "altssh.bitbucket.org"];

export interface HostAddress {
  /** In lower case, without a port. */
  readonly name: string;
  /** With the scheme's default filled in; `null` for ssh, whose port says nothing about the web server's. */
  readonly port: string | null;
  readonly scheme: "https" | "http" | "ssh" | "file";
}

const defaultPorts: Readonly<Record<string, string>> = { https: "443", http: "80" };

/** `null` for what leads to no host: a path, a `file:` URL. */
export function parseHost(url: string): HostAddress | null {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) {
    if (!URL.canParse(url)) return null;
    const { protocol, hostname, port } = new URL(url);
    const scheme = protocol.slice(0, -1);
    if (hostname === "") return null;
    if (scheme === "https" || scheme === "http") {
      return { name: normalName(hostname), port: port || defaultPorts[scheme]!, scheme };
    }
    return scheme === "file" ? null : { name: normalName(hostname), port: null, scheme: "ssh" };
  }
  const scp = /^(?:[^@/:\s]+@)?(\[[^\]]+\]|[^/:\s]{2,}):/.exec(url);
  return scp === null ? null : { name: normalName(scp[1]!), port: null, scheme: "ssh" };
}

/** A trailing dot is the same host. */
function normalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

export function isCloudHost({ name }: HostAddress): boolean {
  return cloudHosts.includes(name);
}

/** Ports count between web addresses; ssh on the same name is the same machine. */
export function isSameHost(a: HostAddress, b: HostAddress): boolean {
  if (isCloudHost(a) && isCloudHost(b)) return true;
  if (a.name !== b.name) return false;
  return a.port === null || b.port === null || a.port === b.port;
}

/** `HOST`, `HOST:PORT` or a URL, as given to --trust-host; without a port it means every port. */
export function isNamedHost(host: HostAddress, named: string): boolean {
  const [, authority = ""] = /^(?:[a-z]+:\/\/)?([^/]*)/i.exec(named) ?? [];
  const parsed = parseHost(`ssh://${authority}`);
  if (parsed === null) return false;
  const port = /:(\d+)$/.exec(authority)?.[1] ?? null;
  return isSameHost(host, { ...parsed, port });
}

export function isLoopback({ name }: HostAddress): boolean {
  return name === "localhost" || name === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(name);
}

/** `host` or `host:port`, the port only where it is not the scheme's default. */
export function showHost({ name, port, scheme }: HostAddress): string {
  return port === null || port === defaultPorts[scheme] ? name : `${name}:${port}`;
}
