/**
 * Partial answers: `fields=values.id,next` keeps only these, `fields=-links` leaves these out, `+x` adds to the
 * default (this fake already sends all it has). `*` stands for any name.
 */
type Json = Record<string, unknown>;

export function pickFields(value: object, fields: string | null): object {
  if (fields === null) return value;
  const paths = fields.split(",").map((path) => path.trim());
  const kept = paths.filter((path) => !/^[-+]/.test(path)).map((path) => path.split("."));
  const dropped = paths.filter((path) => path.startsWith("-")).map((path) => path.slice(1).split("."));
  let result = kept.length === 0 ? value : keep(value, kept);
  for (const path of dropped) result = drop(result, path);
  return result as object;
}

function keep(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return value;
  if (Array.isArray(value)) return value.map((element) => keep(element, paths));
  if (typeof value !== "object" || value === null) return value;
  const result: Json = {};
  for (const [name, child] of Object.entries(value)) {
    const inner = paths.filter((path) => isNamed(path, name)).map((path) => path.slice(1));
    if (inner.length > 0) result[name] = keep(child, inner);
  }
  return result;
}

function drop(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((element) => drop(element, path));
  if (typeof value !== "object" || value === null) return value;
  const result: Json = {};
  for (const [name, child] of Object.entries(value)) {
    if (!isNamed(path, name)) result[name] = child;
    else if (path.length > 1) result[name] = drop(child, path.slice(1));
  }
  return result;
}

function isNamed([first]: readonly string[], name: string): boolean {
  return first === name || first === "*";
}
