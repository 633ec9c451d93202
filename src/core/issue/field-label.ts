/** Fields as people call them: `points` is "story points", `section.Notes` is "Notes". */

const labels: Readonly<Record<string, string>> = {
  state: "status",
  points: "story points",
  prs: "pull requests",
  criteria: "acceptance criteria",
};

export function fieldLabel(field: string): string {
  return labels[field] ?? field.replace(/^(?:section|custom)\./, "");
}
