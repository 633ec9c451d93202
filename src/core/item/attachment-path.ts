/** Paths of attachments: as a spec writes them, seen from its folder, and from the repository's root. */

/** Without `./` and detours, so that one file has one path: `img/plan.png`, `../plan.png`. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** From the root; `null`: it leads out of it, or does not start at the spec. */
export function rootPath(spec: string, path: string): string | null {
  if (path.startsWith("/")) return null;
  const folder = spec.slice(0, spec.lastIndexOf("/") + 1);
  const whole = normalPath(`${folder}${path}`);
  return whole === "" || whole === ".." || whole.startsWith("../") ? null : whole;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
