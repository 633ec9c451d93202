/** Routes are data: a method, a template as in Atlassian's OpenAPI files, and what may be sent there. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the API's root, equal to the path in the OpenAPI file: `/users/{selected_user}`. */
  readonly path: string;
  /** Names of the query that this fake understands; any other is refused loudly. */
  readonly query: readonly string[];
  /** Members that the body may have; `null`: no body at all. */
  readonly fields: readonly string[] | null;
  /** False when the host answers this path although the OpenAPI file does not have it. */
  readonly isSpecified: boolean;
}

export type Params = Readonly<Record<string, string>>;

export interface RouteMatch<R extends Route> {
  readonly route: R;
  readonly params: Params;
}

/** Literal segments win over parameters, so `/pullrequests/activity` is not a number. */
export function matchRoute<R extends Route>(
  routes: readonly R[],
  method: string,
  path: string,
): RouteMatch<R> | null {
  const segments = path.split("/");
  let best: (RouteMatch<R> & { readonly literals: number }) | null = null;
  for (const route of routes) {
    if (route.method !== method) continue;
    const found = matchPath(route.path.split("/"), segments);
    if (found && found.literals > (best?.literals ?? -1)) best = { route, ...found };
  }
  return best;
}

function matchPath(template: readonly string[], segments: readonly string[]) {
  if (template.length !== segments.length) return null;
  const params: Record<string, string> = {};
  let literals = 0;
  for (const [at, expected] of template.entries()) {
    const segment = segments[at]!;
    const name = /^\{(\w+)\}$/.exec(expected)?.[1];
    if (name !== undefined && segment !== "") params[name] = decodeURIComponent(segment);
    else if (expected === segment) literals += 1;
    else return null;
  }
  return { params, literals };
}

/** What a request sends that the route does not know; empty when all is well. */
export function auditRequest(route: Route, query: URLSearchParams, body: unknown): string[] {
  const problems: string[] = [];
  for (const name of new Set(query.keys())) {
    if (!route.query.includes(name)) problems.push(`unknown query parameter "${name}"`);
  }
  if (body === null) return problems;
  if (route.fields === null) return [...problems, "a body where none is expected"];
  if (typeof body !== "object" || Array.isArray(body)) return [...problems, "a body that is no JSON object"];
  for (const name of Object.keys(body)) {
    if (!route.fields.includes(name)) problems.push(`unknown field "${name}"`);
  }
  return problems;
}
