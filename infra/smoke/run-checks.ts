import type { Ask, SmokeCheck } from './checks.ts';

/** How a check ended. */
export interface SmokeResult {
  says: string;
  /** What is wrong; undefined when all is right. */
  failure?: string;
  milliseconds: number;
}

/** One request may take so long, ms. */
const requestTimeoutMs = 10_000;

/** Asks the registry at `url`. Redirects are not followed: the registry itself is to answer. */
export function askAt(url: string): Ask {
  const base = url.replace(/\/+$/, '');
  return async ({ method = 'GET', path, headers = {}, body }) => {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(requestTimeoutMs),
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
}

/** Runs checks one after the other and tells of each as it ends. */
export async function runChecks(
  checks: readonly SmokeCheck[],
  ask: Ask,
  onResult: (result: SmokeResult) => void = () => {},
): Promise<SmokeResult[]> {
  const results: SmokeResult[] = [];
  for (const check of checks) {
    const startedAt = performance.now();
    const failure = await check.run(ask).then(
      () => undefined,
      (error: unknown) => describe(error),
    );
    const milliseconds = Math.round(performance.now() - startedAt);
    const result = { says: check.says, milliseconds, ...(failure === undefined ? {} : { failure }) };
    results.push(result);
    onResult(result);
  }
  return results;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`;
}
