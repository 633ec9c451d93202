/** A diagnostic about a spec: what is wrong, where, and what would be right. */

/** Where something stands in a file. Line and column are 1-based; a column counts UTF-16 code units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = "error" | "warning" | "note";

export interface Problem {
  readonly severity: Severity;
  /** Stable code, `SP001` and up; docs/spec-format.md lists them. */
  readonly code: string;
  readonly message: string;
  readonly place: Place;
  /** Another place that belongs to the problem, such as the first use of a duplicate key. */
  readonly other?: Place;
}

export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === "error");
}
