import { routes } from '../routes.ts';

/** A call of the map that a method and path lead to. */
export interface FoundRoute {
  handler: string;
  routeKey: string;
  /** Decoded. */
  pathParameters: Record<string, string>;
}

const calls = routes.flatMap(({ handler, calls: keys }) =>
  keys.map((routeKey) => {
    const [method = '', pattern = ''] = routeKey.split(' ');
    return { handler, routeKey, method, segments: pattern.split('/') };
  }),
);

/** Methods that a path knows, OPTIONS last; none for an unknown path. */
export function allowedMethods(path: string): string[] {
  const methods = calls.filter(({ segments }) => parametersOf(path, segments)).map(({ method }) => method);
  return methods.length === 0 ? [] : [...new Set(methods), 'OPTIONS'];
}

/**
 * The call that a method and path lead to. The path is an event's `rawPath`, which HTTP API has decoded already: decoding
 * it again would make another id of one with a percent sign. Segments without a parameter come first, as in the gateway.
 */
export function findRoute(method: string, path: string): FoundRoute | undefined {
  const fixedFirst = calls.toSorted((a, b) => parameterCount(a.segments) - parameterCount(b.segments));
  for (const { handler, routeKey, method: callMethod, segments } of fixedFirst) {
    const pathParameters = callMethod === method ? parametersOf(path, segments) : undefined;
    if (pathParameters) return { handler, routeKey, pathParameters };
  }
  return undefined;
}

function parameterCount(segments: string[]): number {
  return segments.filter((segment) => segment.startsWith('{')).length;
}

function parametersOf(path: string, pattern: string[]): Record<string, string> | undefined {
  const segments = path.split('/');
  if (segments.length !== pattern.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, expected] of pattern.entries()) {
    const segment = segments[at] ?? '';
    if (!expected.startsWith('{')) {
      if (segment !== expected) return undefined;
    } else {
      if (segment === '') return undefined;
      parameters[expected.slice(1, -1)] = segment;
    }
  }
  return parameters;
}
