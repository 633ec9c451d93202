/** What Cloud's refusals mean. Statuses and texts as recorded; bodies may also be HTML, plain text or empty. */
import type { Explanation, FailedAnswer, HostRules } from "../../http/call.ts";
import type { ForgeCredential } from "../options.ts";
import { appPasswordsEnded } from "./config.ts";
import { failure as failureSchema, scopeDetail } from "./failure.ts";

export function cloudRules(credential: ForgeCredential): HostRules {
  return {
    messageOf: (json) => failureSchema.safeParse(json).data?.error.message ?? null,
    explain(failure) {
      if (failure.status === 401) return explainLogin(failure, credential);
      if (failure.status === 403) return explainPermission(failure);
      if (failure.status === 410) return explainRemoval(failure);
      if (failure.status === 404) return explainMissing(failure);
      return null;
    },
    isLoginRefused: (failure) => failure.status === 401,
    isFinal: () => false,
  };
}

function explainLogin(failure: FailedAnswer, credential: ForgeCredential): Explanation {
  if (!failure.hasLogin) {
    return {
      code: "authentication",
      title: "Bitbucket wants a login for this",
      hint: "Set BITBUCKET_API_TOKEN and BITBUCKET_EMAIL, or BITBUCKET_ACCESS_TOKEN.",
    };
  }
  if (credential.secret?.startsWith("ATBB") || credential.kind === "password") {
    return { code: "app-password-ended", ...appPasswordsEnded };
  }
  if (/invalid, expired/i.test(failure.message ?? "")) {
    return {
      code: "authentication",
      title: "authentication failed: the token is wrong, has expired, or is of another kind",
      hint:
        credential.kind === "access-token"
          ? "Create a new access token under Repository settings > Access tokens; an API token belongs into BITBUCKET_API_TOKEN instead."
          : "Create a new API token with scopes (they last a year at most) and check BITBUCKET_EMAIL; an access token belongs into BITBUCKET_ACCESS_TOKEN instead.",
    };
  }
  return {
    code: "authentication",
    title: "authentication failed",
    hint: "Check the token and, for an API token, the e-mail address of its account (BITBUCKET_EMAIL).",
  };
}

function explainPermission(failure: FailedAnswer): Explanation {
  const detail = failureSchema.safeParse(failure.json).data?.error.detail;
  const scopes = scopeDetail.safeParse(detail).data;
  if (scopes === undefined && !/privilege scopes/i.test(failure.message ?? "")) {
    return {
      code: "permission",
      title: "permission denied",
      hint: "The login works but may not do this: check the account's rights in the repository.",
    };
  }
  const required = scopes?.required ?? [];
  const names = required.length === 0 ? "a scope" : `the scope ${required.join(", ")}`;
  return {
    code: "permission",
    title: `the token lacks ${names}`,
    hint: "Scopes cannot be added to a token: create one with read and write of repositories, and read of pull requests and of the user.",
    data: { required, granted: scopes?.granted ?? [] },
  };
}

const trackerPath = /\/(?:issues|milestones|components|versions)(?:[/?]|$)/;

function explainRemoval(failure: FailedAnswer): Explanation {
  if (trackerPath.test(failure.url)) {
    return {
      code: "api-removed",
      title: "Bitbucket Cloud removed its issue tracker and the Issues API on 2026-08-20",
      hint: "Use the branch store, which keeps the issues in the repository: bitbucket.issues: branch",
    };
  }
  return {
    code: "api-removed",
    title: "Bitbucket Cloud removed this part of its API",
    hint: "Update spectryn: npm install --global spectryn@latest",
  };
}

function explainMissing(failure: FailedAnswer): Explanation | null {
  if (!/no API hosted/i.test(failure.text)) return null;
  return {
    code: "not-bitbucket",
    title: "there is no Bitbucket API at this URL",
    hint: "Leave base_url out for Bitbucket Cloud, or write https://api.bitbucket.org/2.0",
  };
}
