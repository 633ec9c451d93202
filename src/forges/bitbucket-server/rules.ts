/**
 * What a Server's refusals mean. 401 is both "who are you" and "you may not": the name of the exception decides.
 * A 404 without one is no answer of Bitbucket's API.
 */
import type { Explanation, FailedAnswer, HostRules } from "../../http/call.ts";
import { failure as failureSchema, pluginFailure } from "./failure.ts";

interface Named {
  readonly exception: RegExp;
  readonly explanation: Explanation;
}

const tokenHint =
  "Check the token (Profile picture > Manage account > HTTP access tokens), that it has not expired, and base_url. A password or a person's token also needs BITBUCKET_USERNAME.";

/** By the end of `exceptionName`. */
const named: readonly Named[] = [
  {
    exception: /CaptchaRequired/,
    explanation: {
      code: "authentication",
      title: "the account is locked until somebody solves a captcha; nothing more was sent",
      hint: "Log in with this account in a browser, then set the right token and run the command again.",
    },
  },
  {
    exception: /AuthenticationRequired/,
    explanation: {
      code: "authentication",
      title: "Bitbucket wants a login for this",
      hint: "Set BITBUCKET_ACCESS_TOKEN, or BITBUCKET_USERNAME and BITBUCKET_APP_PASSWORD.",
    },
  },
  {
    exception: /IncorrectPassword/,
    explanation: { code: "authentication", title: "authentication failed", hint: tokenHint },
  },
  {
    exception: /NoAccessAuthentication/,
    explanation: {
      code: "permission",
      title: "the account has no licence for this Bitbucket",
      hint: "Ask the Bitbucket administrator.",
    },
  },
  {
    exception: /AuthorisationException/,
    explanation: {
      code: "permission",
      title: "permission denied",
      hint: "The login works but may not do this: the account, and the token, need read (to sync: write) permission for the repository.",
    },
  },
  {
    exception: /NoSuchProject/,
    explanation: {
      code: "workspace-missing",
      title: "the project was not found",
      hint: "On Server BITBUCKET_WORKSPACE is the project key (~name for a personal project).",
    },
  },
  {
    exception: /NoSuchRepository/,
    explanation: {
      code: "repository-missing",
      title: "the repository was not found",
      hint: "Check BITBUCKET_REPO, the slug in the address, and that the account may see it.",
    },
  },
  {
    exception: /NoSuchPullRequest/,
    explanation: { code: "pull-request-unknown", title: "the pull request was not found" },
  },
  {
    exception: /OutOfDateException/,
    explanation: {
      code: "stale-version",
      title: "somebody else changed it first",
      hint: "Run the same command again.",
    },
  },
  {
    exception: /ArchivedException/,
    explanation: { code: "permission", title: "the repository is archived and can only be read" },
  },
];

export const serverRules: HostRules = {
  messageOf,
  explain,
  isLoginRefused: (failure) =>
    failure.status === 401 && !/AuthorisationException|NoAccessAuthentication/.test(exceptionOf(failure)),
  isFinal: isCaptcha,
};

/** The last part of the exception's name; empty where the body has none. */
export function exceptionOf(failure: FailedAnswer): string {
  const errors = failureSchema.safeParse(failure.json).data?.errors ?? [];
  const name = errors.map(({ exceptionName }) => exceptionName).find(Boolean) ?? "";
  return name.split(".").at(-1) ?? "";
}

function messageOf(json: unknown): string | null {
  const errors = failureSchema.safeParse(json).data?.errors;
  if (errors === undefined) return pluginFailure.safeParse(json).data?.message ?? null;
  const lines = errors.flatMap(({ message, details }) => [message, ...[details ?? []].flat()]);
  return lines.filter(Boolean).join(" ") || null;
}

function isCaptcha(failure: FailedAnswer): boolean {
  const isLocked = failure.status === 401 || failure.status === 403;
  return isLocked && (/CaptchaRequired/.test(exceptionOf(failure)) || /captcha/i.test(failure.message ?? ""));
}

function explain(failure: FailedAnswer): Explanation | null {
  if (isCaptcha(failure)) return named[0]?.explanation ?? null;
  const exception = exceptionOf(failure);
  const found = named.find((row) => row.exception.test(exception));
  if (found !== undefined) return found.explanation;
  if (/basic auth\w*.*(?:disabled|blocked|not allowed)/i.test(failure.message ?? "")) return basicDisabled;
  if (/XSRF check failed/i.test(failure.text)) return xsrfFailed;
  if (failure.status === 404 && exception === "") return noApiHere;
  if (failure.status === 401) {
    return { code: "authentication", title: "authentication failed", hint: tokenHint };
  }
  return null;
}

const basicDisabled: Explanation = {
  code: "authentication",
  title: "the token was not accepted, and this Bitbucket takes no user name and password (Basic is disabled)",
  hint: "Create a new HTTP access token (Profile picture > Manage account > HTTP access tokens) and set BITBUCKET_ACCESS_TOKEN.",
};

const xsrfFailed: Explanation = {
  code: "request-refused",
  title: "Bitbucket took the request for a forged one (XSRF check failed)",
  hint: "A proxy in between removes the header X-Atlassian-Token; ask its administrator.",
};

export const noApiHere: Explanation = {
  code: "not-bitbucket",
  title: "there is no Bitbucket Server at this URL",
  hint: "Set BITBUCKET_BASE_URL to the address of the Bitbucket pages with its context path, such as https://git.example.com/bitbucket; /rest/api/... may follow.",
};
