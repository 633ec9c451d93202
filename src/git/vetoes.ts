/**
 * Why a host refused a push, from its own words. Branch permissions, Verify Committer and plugins apply to every
 * branch, ours included; each has its own way out.
 */
import { type ErrorCode, SpectrynError } from "../errors.ts";

interface Veto {
  readonly pattern: RegExp;
  readonly code?: ErrorCode;
  readonly title: string;
  readonly hint: string;
}

/** What git and REST are told on Cloud in place of an answer to an app password. */
export const appPasswordsEnded = {
  title: "app passwords cannot log in: Bitbucket Cloud ended them on 2026-07-28",
  hint: "Create an API token with scopes at https://id.atlassian.com/manage-profile/security/api-tokens and set BITBUCKET_API_TOKEN and BITBUCKET_EMAIL, or set BITBUCKET_ACCESS_TOKEN to an access token of the repository.",
} as const;

/** The first row that matches decides. */
const vetoes: readonly Veto[] = [
  {
    pattern: /CHANGE-3222|app passwords?/i,
    code: "app-password-ended",
    title: appPasswordsEnded.title,
    hint: appPasswordsEnded.hint,
  },
  {
    pattern: /only push your own commits|committer|committed by/i,
    title: "the host wants the committer to be the person who pushes (Verify Committer)",
    hint: "Set user.name and user.email of git to those of the Bitbucket account, or use a repository's access token, which passes this check.",
  },
  {
    pattern: /not signed|must be signed|signed with|signature/i,
    title: "the host takes signed commits only",
    hint: "Sign them: git config commit.gpgsign true",
  },
  {
    pattern: /jira|issue key/i,
    title: "the host wants a Jira key in every commit message",
    hint: 'Put one into bitbucket.commit_message, for example: commit_message: "SHOP-1 {message}"',
  },
  {
    pattern: /commit message|message (?:does|must|should)/i,
    title: "the host wants another commit message",
    hint: 'Set bitbucket.commit_message to a form it takes, for example: commit_message: "chore: {message}"',
  },
  {
    pattern: /pull requests?/i,
    title: "the branch takes changes through pull requests only",
    hint: "Exempt the tracker's branch from that branch permission, or allow your account to push to it.",
  },
  {
    pattern: /permission denied to update branch|branch permission|protected branch|read-only/i,
    title: "the branch is protected",
    hint: "Allow your account, or the token's, to push to the tracker's branch: Repository settings > Branch restrictions.",
  },
];

/** `reason` is what git says of the ref, `said` what the host printed. */
export function vetoError(reason: string, said: readonly string[]): SpectrynError {
  const veto = vetoes.find(({ pattern }) => [...said, reason].some((line) => pattern.test(line)));
  const words = said.length > 0 ? `: ${said.join(" / ")}` : "";
  const title = veto === undefined ? "" : `: ${veto.title}`;
  return new SpectrynError(
    veto?.code ?? "push-refused",
    `the host refused the push (${reason})${title}${words}`,
    {
      hint:
        veto?.hint ??
        "A branch permission or hook of the repository decides this: allow your login to push to this branch.",
      data: { reason, remote: said },
    },
  );
}
