/** Refusals of a push by the host, as data; each becomes a part of the repository's pre-receive hook. */
export interface Veto {
  /** Shell that runs for each pushed ref with `$old`, `$new`, `$ref`, and ends with `veto` to refuse. */
  readonly perRef?: string;
  /** Shell that runs for each new commit, with `$commit` and `$ref`. */
  readonly perCommit?: string;
  /** Lines printed to the pusher; `$ref`, `$commit` and shell substitutions are expanded. */
  readonly lines: readonly string[];
}

/** A check that never lets anything through. */
export function alwaysRefuse(lines: readonly string[]): Veto {
  return { perRef: "veto", lines };
}

/** The hook that applies these vetoes in order, or `null` without any. */
export function toHook(vetoes: readonly Veto[]): string | null {
  if (vetoes.length === 0) return null;
  return `#!/bin/sh
zero=0000000000000000000000000000000000000000
while read -r old new ref; do
${vetoes.map(toShell).join("\n")}
done
exit 0
`;
}

function toShell({ perRef, perCommit, lines }: Veto): string {
  const print = lines.map((line) => `echo "${line.replaceAll('"', '\\"')}" >&2`).join("; ");
  const parts = [`veto() { ${print}; exit 1; }`];
  if (perRef !== undefined) parts.push(perRef);
  if (perCommit !== undefined) {
    parts.push(`if [ "$new" != "$zero" ]; then
for commit in $(git rev-list "$new" --not --all); do
${perCommit}
done
fi`);
  }
  return parts.join("\n");
}
