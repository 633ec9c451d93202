/** Guards for everything that is handed to git as an argument: nothing may look like an option or a program. */
import { SpectrynError } from "../errors.ts";

/** The rules of `git check-ref-format`, for a full name such as `refs/heads/spectryn`. */
export function checkRef(ref: string): string {
  const isValid =
    /^refs\/[^\s~^:?*[\\\p{Cc}]+$/u.test(ref) &&
    !/\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|\.$|\/$/.test(ref) &&
    !/(?:^|\/)-/.test(ref);
  if (!isValid) {
    throw new SpectrynError("usage", `${JSON.stringify(ref)} is no valid git ref`, {
      hint: "Use letters, digits, dashes and slashes, for example: spectryn",
    });
  }
  return ref;
}

export function branchRef(branch: string): string {
  return checkRef(`refs/heads/${branch}`);
}

/** A remote's name or URL. `ext::` and the like would run programs. */
export function checkRemote(remote: string): string {
  const isValid = remote !== "" && !remote.startsWith("-") && !/\p{Cc}/u.test(remote);
  if (!isValid || /^[a-z0-9+.-]*::/i.test(remote)) {
    throw new SpectrynError("usage", `${JSON.stringify(remote)} is no git remote or URL spectryn may use`, {
      hint: "Give a remote's name, or an https, ssh or file URL.",
    });
  }
  return remote;
}

/** A path inside a tree: relative, with ordinary names, never git's own. */
export function checkTreePath(path: string): string {
  const names = path.split("/");
  const isValid =
    !path.includes("\0") &&
    names.every((name) => name !== "" && name !== "." && name !== ".." && name.toLowerCase() !== ".git");
  if (!isValid) throw new SpectrynError("internal", `not a path inside a tree: ${JSON.stringify(path)}`);
  return path;
}
