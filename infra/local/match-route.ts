/** A call of `functions/routes.ts` and the function it leads to. */
export interface RouteTarget {
  handler: string;
  /** `METHOD /path/{parameter}`, or `$default`. */
  routeKey: string;
  /** Decoded; absent where the path has none. */
  pathParameters?: Record<string, string>;
}

/** The part of a route that matching needs. */
export interface RoutedCalls {
  handler: string;
  calls: readonly string[];
}

interface Pattern {
  handler: string;
  routeKey: string;
  method: string;
  segments: string[];
}

/**
 * Chooses the function for a request as HTTP API does (API Gateway developer guide, "Create routes for HTTP APIs"): case-sensitive, a
 * fixed segment before a parameter, a parameter for one non-empty segment, and `$default` for all that no route
 * names, trailing slashes and HEAD included.
 * @returns a function of the method and the path as sent, without query
 */
export function routeMatcher(routes: readonly RoutedCalls[], unrouted: string) {
  const patterns = routes
    .flatMap(({ handler, calls }) => calls.map((routeKey) => patternFrom(handler, routeKey)))
    .sort(bySpecificity);
  return (method: string, path: string): RouteTarget => {
    const segments = path.split('/');
    for (const pattern of patterns) {
      const pathParameters = pattern.method === method ? match(pattern.segments, segments) : undefined;
      if (!pathParameters) continue;
      const { handler, routeKey } = pattern;
      return Object.keys(pathParameters).length > 0 ? { handler, routeKey, pathParameters } : { handler, routeKey };
    }
    return { handler: unrouted, routeKey: '$default' };
  };
}

/** Decodes percent-escapes; text with a broken one stays as it is. */
export function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function patternFrom(handler: string, routeKey: string): Pattern {
  const [method = '', path = ''] = routeKey.split(' ');
  return { handler, routeKey, method, segments: path.split('/') };
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

/** Fixed segments first, from the left. */
function bySpecificity(one: Pattern, other: Pattern): number {
  for (const [at, segment] of one.segments.entries()) {
    const difference = Number(isParameter(segment)) - Number(isParameter(other.segments[at] ?? ''));
    if (difference !== 0) return difference;
  }
  return 0;
}

function match(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, expected] of pattern.entries()) {
    const segment = segments[at] ?? '';
    if (!isParameter(expected)) {
      if (segment !== expected) return undefined;
    } else {
      if (segment === '') return undefined;
      parameters[expected.slice(1, -1)] = decodePath(segment);
    }
  }
  return parameters;
}
