/** Which repository on which Bitbucket a run means: from the configuration, else from the clone's remote. */
import { type Config, missingOption } from "../../config/config.ts";
import { isCloudHost, isSameHost, parseHost } from "../../config/hosts.ts";
import { shellWord } from "../../core/shell.ts";
import { SpectrynError } from "../../errors.ts";
import { detectForge, type ForgeKind } from "../../forges/detect.ts";
import type { Remote } from "../../git/git.ts";
import { parseRemoteUrl, type RemoteAddress } from "./remote-address.ts";

export interface NamedRemote extends Remote {
  readonly address: RemoteAddress;
}

export interface Place {
  readonly kind: ForgeKind;
  /** Root of the REST API; `null` where only git can reach the host. */
  readonly baseUrl: string | null;
  readonly workspace: string | null;
  readonly repo: string | null;
  /** The clone's remote, where it is this repository. */
  readonly remote: NamedRemote | null;
  readonly notes: readonly string[];
}

const cloudApi = "https://api.bitbucket.org/2.0";

export function toNamedRemote(remote: Remote): NamedRemote {
  return { ...remote, address: parseRemoteUrl(remote.fetchUrl) };
}

/** True if something says Bitbucket: a remote's form, or a configured repository. */
export function namesBitbucket({ bitbucket }: Config, remotes: readonly NamedRemote[]): boolean {
  const { workspace, repo, base_url, git_url } = bitbucket;
  const isConfigured = (workspace ?? repo ?? base_url ?? git_url) !== undefined;
  return isConfigured || remotes.some(({ address }) => address.kind !== null);
}

export function findPlace(config: Config, remotes: readonly NamedRemote[]): Place {
  const { bitbucket } = config;
  const remote = chooseRemote(remotes, bitbucket.remote);
  const baseUrl = bitbucket.base_url ?? (remote === null ? cloudApi : restOf(remote.address));
  const kind = bitbucket.deployment ?? kindOf(baseUrl, remote);
  const differences = remote === null ? [] : contradictions(config, remote);
  const isOther = differences.length > 0;
  const known = remote?.address;
  const place = {
    kind,
    baseUrl,
    workspace: bitbucket.workspace ?? known?.workspace ?? null,
    repo: bitbucket.repo ?? known?.repo ?? null,
    remote: isOther || bitbucket.git_url !== undefined ? null : remote,
    notes: isOther ? [`${differences.join(", ")}: the configuration is used`] : [],
  };
  if (place.remote === null && bitbucket.git_url === undefined) checkNamed(place, remotes);
  return place;
}

function kindOf(baseUrl: string | null, remote: NamedRemote | null): ForgeKind {
  if (remote?.address.kind != null && baseUrl === restOf(remote.address)) return remote.address.kind;
  return baseUrl === null ? "server" : detectForge(baseUrl);
}

function restOf({ kind, serverUrl }: RemoteAddress): string | null {
  return kind === "cloud" ? cloudApi : serverUrl;
}

/** The remote of the configuration, else the only Bitbucket, else the only one, else origin. */
function chooseRemote(remotes: readonly NamedRemote[], wanted: string | undefined): NamedRemote | null {
  if (wanted !== undefined) {
    const named = remotes.find(({ name }) => name === wanted);
    if (named !== undefined) return named;
    const names = remotes.map(({ name }) => name).join(", ") || "none";
    throw new SpectrynError("config", `there is no remote ${wanted}; the remotes are: ${names}`, {
      hint: `Correct bitbucket.remote, or add it: git remote add ${shellWord(wanted)} URL`,
      data: { wanted },
    });
  }
  const bitbuckets = remotes.filter(({ address }) => address.kind !== null);
  if (bitbuckets.length === 1) return bitbuckets[0]!;
  if (remotes.length === 1) return remotes[0]!;
  return remotes.find(({ name }) => name === "origin") ?? null;
}

/** What of the configuration names another repository, or another host, than the remote. */
function contradictions({ bitbucket }: Config, remote: NamedRemote): string[] {
  const { name, address } = remote;
  const pairs = [
    ["workspace", bitbucket.workspace, address.workspace],
    ["repo", bitbucket.repo, address.repo],
  ] as const;
  const slugs = pairs.flatMap(([option, configured, found]) => {
    const isSame = configured === undefined || found === null || isSameSlug(configured, found);
    return isSame ? [] : [`${option} is configured as ${configured}, the remote ${name} says ${found}`];
  });
  if (!isOtherHost(bitbucket.base_url, remote)) return slugs;
  return [
    `base_url is configured as ${bitbucket.base_url}, the remote ${name} is ${address.shown}`,
    ...slugs,
  ];
}

/** Only between web addresses: the host of ssh may have a name of its own. A token for one is not sent to the other. */
function isOtherHost(baseUrl: string | undefined, { fetchUrl, address }: NamedRemote): boolean {
  const [configured, found] = [baseUrl ?? "", fetchUrl].map(parseHost);
  if (!configured || !found || found.scheme === "ssh") return false;
  return address.kind === "cloud" ? !isCloudHost(configured) : !isSameHost(configured, found);
}

function isSameSlug(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function checkNamed(
  { workspace, repo }: Pick<Place, "workspace" | "repo">,
  remotes: readonly NamedRemote[],
): void {
  const why = remotes.length === 0 ? "this folder has no git remote" : "no remote of this clone says it";
  if (workspace === null) throw missingOption("bitbucket.workspace", why);
  if (repo === null) throw missingOption("bitbucket.repo", why);
}
