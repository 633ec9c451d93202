/** Where a value came from: for messages, for `--verbose`, and for the question whom to trust. */
import { formatPlace, type Place } from "../core/item/problem.ts";

/** A place in a file; `path` is absolute, `place.file` as people see it. */
interface InFile {
  readonly path: string;
  readonly place: Place;
}

export type Origin =
  | { readonly from: "flag"; readonly flag: string }
  | { readonly from: "environment"; readonly variable: string }
  | ({ readonly from: "dotenv"; readonly variable: string } & InFile)
  /** `named`: the file of `--config`, outside of the repository. */
  | ({ readonly from: "project" | "named" | "user" } & InFile)
  | { readonly from: "default" };

/** `.spectryn.yaml:3:5`, `BITBUCKET_REPO in .env:2:1`, `--bitbucket-repo`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.from) {
    case "flag":
      return origin.flag;
    case "environment":
      return origin.variable;
    case "dotenv":
      return `${origin.variable} in ${formatPlace(origin.place)}`;
    case "default":
      return "default";
    default:
      return formatPlace(origin.place);
  }
}

/** Whether whoever writes to the repository may have written the value. */
export function isRepositoryOrigin(origin: Origin): boolean {
  return origin.from === "project" || origin.from === "dotenv";
}

/** Whether one hand wrote both values. */
export function isSameSource(a: Origin, b: Origin): boolean {
  if (a.from !== b.from) return false;
  return "path" in a && "path" in b ? a.path === b.path : true;
}
