/**
 * Checks that administrators put before pushes to Server. The words of branch permissions, Verify Committer and
 * the Jira-key plugin (YACC) are recorded; those of the signature hook are not known.
 */
import type { Veto } from "../app/veto.ts";

const rule = "-----------------------------------------------------";

export const serverVetoes = {
  /** `pattern` as a shell pattern over the whole ref: `refs/heads/main`, `refs/heads/*`. */
  pullRequestOnly: (pattern: string): Veto => ({
    perRef: `case "$ref" in ${pattern}) veto;; esac`,
    lines: [
      rule,
      "Branch $ref can only be modified through pull requests.",
      "Check your branch permissions configuration with the project administrator.",
      rule,
    ],
  }),
  /** The committer's address must be the pusher's. Tokens of projects and repositories pass. */
  verifyCommitter: {
    perCommit: `[ -z "$FAKE_PUSHER_NAME" ] || [ "$(git log -1 --format=%ce "$commit")" = "$FAKE_PUSHER_EMAIL" ] || veto`,
    lines: [
      rule,
      "You can only push your own commits in this repository",
      "",
      "Commit $commit was committed by $(git log -1 --format='%cn <%ce>' $commit)",
      rule,
    ],
  } satisfies Veto,
  /** Every message names an issue of Jira. */
  jiraKey: {
    perCommit: `git log -1 --format=%B "$commit" | grep -qE '[A-Z][A-Z]+-[0-9]+' || veto`,
    lines: ["Push rejected.", "", "$ref: $commit: No JIRA Issue found in commit message."],
  } satisfies Veto,
  /** Every message fits a pattern (extended regular expression). */
  commitMessage: (pattern: string): Veto => ({
    perCommit: `git log -1 --format=%B "$commit" | grep -qE '${pattern}' || veto`,
    lines: ["Push rejected.", "", `$ref: $commit: commit message doesn't match regex: ${pattern}`],
  }),
  /** Every commit carries a signature; whose, this fake does not ask. */
  signedCommits: {
    perCommit: `git cat-file commit "$commit" | sed '/^$/q' | grep -q '^gpgsig' || veto`,
    lines: [rule, "All commits must be signed with a verified key.", "Commit $commit is not signed.", rule],
  } satisfies Veto,
} as const;
