/** What a failed git says, turned into our errors. git runs with LC_ALL=C, so its words are stable. */
import { type ErrorCode, SpectrynError } from "../errors.ts";
import { stripCredentials } from "../process/redact.ts";
import { appPasswordsEnded } from "./vetoes.ts";

interface Failure {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  /** What happened, in front of git's own line. */
  readonly title: string;
  readonly hint: string;
}

/** The first row that matches decides: narrow rows before wide ones. */
const failures: readonly Failure[] = [
  {
    pattern: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/,
    code: "network",
    title: "the host's ssh key is not the known one",
    hint: "Check the host's published fingerprint, then connect once with `ssh -T git@<host>` to accept it.",
  },
  {
    pattern: /Permission denied \([^)]*(?:publickey|keyboard-interactive)[^)]*\)/,
    code: "authentication",
    title: "the host does not take your ssh key",
    hint: "Add your public key to your Bitbucket account (Personal settings > SSH keys), then check with: ssh -T git@<host>",
  },
  {
    pattern: /CAPTCHA/,
    code: "authentication",
    title: "the account is locked until somebody solves a captcha",
    hint: "Log in with this account in a browser, then set the right token and run the command again.",
  },
  {
    // Cloud's answer to git for every app password.
    pattern: /error: 410|CHANGE-3222|app passwords? (?:are|is|have been) (?:deprecated|removed)/i,
    code: "app-password-ended",
    title: appPasswordsEnded.title,
    hint: appPasswordsEnded.hint,
  },
  {
    pattern: /could not read (?:Username|Password)|terminal prompts disabled/i,
    code: "authentication",
    title: "the host wants a login, and git has none for it",
    hint: "Set BITBUCKET_API_TOKEN or BITBUCKET_ACCESS_TOKEN, or store a login with git's credential helper.",
  },
  {
    pattern:
      /Authentication failed|HTTP 401|error: 401|Permission denied \([^)]*password[^)]*\)|Invalid credentials/i,
    code: "authentication",
    title: "authentication failed",
    hint: "Check the token or password and that it has repository read and write scope.",
  },
  {
    pattern:
      /error: 403|HTTP 403|returned error 403|Forbidden|(?:do not|does not|don't) have (?:permission|access)|access denied/i,
    code: "permission",
    title: "permission denied",
    hint: "The login works but may not do this: ask for write access, or use a token with repository write scope.",
  },
  {
    pattern:
      /repository '[^']*' not found|error: 404|HTTP 404|Repository not found|project (?:you were looking for )?(?:could not be|not) found|does not appear to be a git repository|The requested repository either does not exist|repository does not exist/i,
    code: "repository-missing",
    title: "repository not found",
    hint: "Check workspace and repository name; a private repository looks missing to a login without access.",
  },
  {
    pattern: /transport '[^']*' not allowed/,
    code: "repository-unusable",
    title: "the remote's address is of a kind that may run programs",
    hint: "Give the remote an address that starts with https:// or ssh://: git remote set-url <remote> <address>",
  },
  {
    pattern: /dubious ownership|is owned by someone else/,
    code: "repository-unusable",
    title: "the repository belongs to another user",
    hint: "If you trust it: git config --global --add safe.directory <its path>",
  },
  {
    pattern: /error: 429|HTTP 429|Too Many Requests|rate limit/i,
    code: "rate-limited",
    title: "rate limit exceeded",
    hint: "Wait a few minutes, then run the same command again.",
  },
  {
    pattern:
      /error: 30\d|is this a git repository\?|bad line length character|invalid server response|url base from redirection/i,
    code: "unexpected-answer",
    title: "there is no git repository at this URL",
    hint: "Check base_url, workspace and repository name: a web page or a login page answers there.",
  },
  {
    pattern: /response 407|error: 407|Proxy Authentication Required/i,
    code: "network",
    title: "the proxy wants a login",
    hint: "Put user and password into HTTPS_PROXY: http://user:password@proxy:port",
  },
  {
    pattern: /CONNECT tunnel failed|Proxy CONNECT aborted|HTTP code \d+ from proxy/i,
    code: "network",
    title: "the proxy refused the connection",
    hint: "Check HTTPS_PROXY and its login; list hosts without a proxy in NO_PROXY.",
  },
  {
    // git does not say that it called a proxy; see proxy.ts.
    pattern: /Could not resolve proxy|Failed to connect to proxy/i,
    code: "network",
    title: "the proxy cannot be reached",
    hint: "Correct HTTPS_PROXY (or what names it: HTTP_PROXY, ALL_PROXY, bitbucket.proxy, git's http.proxy), or list the host in NO_PROXY.",
  },
  {
    pattern: /Could not resolve host|Name or service not known|Temporary failure in name resolution/i,
    code: "network",
    title: "the host's name is not known",
    hint: "Check the spelling of base_url or of the remote, and the network (VPN, proxy).",
  },
  {
    pattern: /SSL|TLS|certificate|schannel/i,
    code: "network",
    title: "no secure connection",
    hint: "Check the date and the certificates; for a company's own authority set BITBUCKET_CA_FILE (ca_file); BITBUCKET_SSL_VERIFY=false is the last resort.",
  },
  {
    pattern: /timed out|Timeout was reached|Operation too slow/i,
    code: "timeout",
    title: "timed out",
    hint: "Check the network and the host, then run the same command again.",
  },
  {
    pattern: /error: 5\d\d|HTTP 5\d\d/,
    code: "network",
    title: "the host failed",
    hint: "Check the host's status page, then run the same command again.",
  },
  {
    pattern:
      /Failed to connect|Couldn't connect|Could not connect|Connection (?:refused|reset|closed)|No route to host|Network is unreachable|unexpected disconnect|hung up unexpectedly|early EOF|RPC failed|Empty reply|Could not read from remote repository|protocol error|expected flush|unable to access/i,
    code: "network",
    title: "the host cannot be reached",
    hint: "Check the network and the host, then run the same command again; with --offline issue list, issue show and changes show what this clone has.",
  },
  {
    pattern: /Read-only file system/i,
    code: "file-unwritable",
    title: "the repository cannot be written",
    hint: "Use a copy on a writable file system; issue list, issue show and changes only read with --offline.",
  },
  {
    pattern: /No space left on device|Disk quota|couldn't write '/i,
    code: "file-unwritable",
    title: "the repository cannot be written",
    hint: "Free some space, then run the same command again.",
  },
  {
    pattern: /lock': Permission denied|insufficient permission for adding/i,
    code: "file-unwritable",
    title: "the repository cannot be written",
    hint: "Make its .git directory writable for you, then run the same command again.",
  },
  {
    pattern: /\.lock': File exists|Another git process seems to be running|cannot lock ref/i,
    code: "lock-busy",
    title: "another git process is writing in this repository",
    hint: "Wait until it has finished; if none runs, remove the .lock file that is named.",
  },
  {
    pattern: /unable to (?:create|write|append)/i,
    code: "file-unwritable",
    title: "the repository cannot be written",
    hint: "Check free space and permissions of the repository's .git directory.",
  },
];

/** Makes the error for a git command that failed. */
export function gitFailure(
  args: readonly string[],
  ended: { readonly code: number; readonly stderr: string },
): SpectrynError {
  const stderr = stripCredentials(ended.stderr);
  const row = failures.find((failure) => failure.pattern.test(stderr));
  const line = essentialLine(stderr) || `exit code ${ended.code}`;
  const title = row?.title ?? `git ${args[0]} failed`;
  return new SpectrynError(row?.code ?? "git-failed", `${title}: ${line}`, {
    ...(row ? { hint: row.hint } : {}),
    data: {
      command: stripCredentials(`git ${args.join(" ")}`),
      exitCode: ended.code,
      remote: remoteLines(stderr),
    },
  });
}

/** A failure that may be over in a moment: the host's own (5xx), or a connection that was cut. */
export function isPassing({ code, stderr }: { readonly code: number; readonly stderr: string }): boolean {
  return (
    code !== 0 &&
    /error: 5\d\d|HTTP 5\d\d|Connection (?:reset|closed)|Empty reply|unexpected disconnect|hung up unexpectedly|early EOF|expected flush|RPC failed; curl (?:18|52|56)/i.test(
      stderr,
    )
  );
}

/** What the server itself said. */
export function remoteLines(stderr: string): string[] {
  return plainLines(stderr)
    .filter((line) => line.startsWith("remote:"))
    .map((line) => line.slice("remote:".length).trim())
    .filter((line) => line !== "");
}

/** git's own reason: what the server said before a fatal line without content, else the last fatal or error line. */
function essentialLine(stderr: string): string {
  const lines = plainLines(stderr);
  const own = lines.filter((line) =>
    /^(?:fatal|error|ssh|kex_exchange|Host key verification|.*Permission denied \()/.test(line),
  );
  const telling = own.filter((line) => !/^fatal: Could not read from remote repository/.test(line));
  return (telling.at(-1) ?? own.at(-1) ?? lines.at(-1) ?? "").replace(/^(?:fatal|error): /, "");
}

/** Lines without control characters: a server must not steer the terminal. */
function plainLines(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .map((line) => line.replace(/\p{Cc}(?:\[[0-9;]*[A-Za-z])?/gu, "").trim())
    .filter((line) => line !== "");
}
