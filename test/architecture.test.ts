import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { jobs, routes, unrouted } from '../functions/routes.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = globSync('{functions,infra}/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.d.ts'));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** What a file imports: paths from the root for our own, names for packages. */
function importsOf(file: string): string[] {
  const specifiers = [...textOf(file).matchAll(/^(?:import|export)\s[^;]*?from '([^']+)'/gm)].map(
    (match) => match[1] ?? '',
  );
  return specifiers.map((specifier) =>
    specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier,
  );
}

/** `functions/domain/plan.ts` → `domain`; a file directly in `functions` is a room of its own. */
const roomOf = (file: string) => file.split('/')[1] ?? '';

/** Which rooms of `functions` a room may import from, itself and the single files apart. */
const mayImport: Record<string, string[]> = {
  domain: [],
  metadata: ['domain'],
  sources: ['domain'],
  aws: ['domain'],
  identity: ['domain', 'aws'],
  http: ['domain', 'aws', 'identity'],
  api: ['domain', 'aws', 'identity', 'http', 'metadata'],
  jobs: ['domain', 'aws', 'metadata', 'sources'],
};

describe('the rooms of functions/', () => {
  const own = files.filter((file) => file.startsWith('functions/') && file.split('/').length > 2);

  it('are all known', () => {
    expect([...new Set(own.map(roomOf))].sort()).toEqual(Object.keys(mayImport).sort());
  });

  it.each(Object.keys(mayImport))('%s imports only from below', (room) => {
    const wrong = own
      .filter((file) => roomOf(file) === room)
      .flatMap((file) =>
        importsOf(file)
          .filter((imported) => imported.startsWith('functions/') && imported.split('/').length > 2)
          .filter((imported) => roomOf(imported) !== room && !mayImport[room]?.includes(roomOf(imported)))
          .map((imported) => `${file} imports ${imported}`),
      );
    expect(wrong).toEqual([]);
  });

  it('domain imports nothing but itself, and has no clock, chance or environment of its own', () => {
    for (const file of own.filter((one) => roomOf(one) === 'domain')) {
      expect([file, importsOf(file).filter((imported) => !imported.startsWith('functions/domain/'))]).toEqual([
        file,
        [],
      ]);
      expect([file, /Date\.now|new Date\(\)|Math\.random|process\.|node:/.exec(textOf(file))]).toEqual([file, null]);
    }
  });

  it('functions import nothing from infra', () => {
    for (const file of own) expect(importsOf(file).filter((imported) => imported.startsWith('infra/'))).toEqual([]);
  });
});

describe('what only one room may do', () => {
  const offenders = (pattern: RegExp, allowed: (file: string) => boolean) =>
    files.filter((file) => !allowed(file) && pattern.test(textOf(file)));

  it('the AWS SDK is imported under functions/aws only', () => {
    const isAllowed = (file: string) => file.startsWith('functions/aws/') || file.startsWith('infra/');
    expect(offenders(/from '@aws-sdk\//, isAllowed)).toEqual([]);
  });

  it('functions read the environment in config.ts only', () => {
    const isAllowed = (file: string) => file === 'functions/config.ts' || file.startsWith('infra/');
    expect(offenders(/process\.env/, isAllowed)).toEqual([]);
  });

  it('functions reach the network in functions/sources/fetch.ts only', () => {
    const isAllowed = (file: string) => file === 'functions/sources/fetch.ts' || file.startsWith('infra/');
    const network = /^import [^;]*from '(undici|node:(http|https|net|tls|dgram|dns)(\/promises)?)'|[^.\w]fetch\(/m;
    const typesOnly = offenders(network, isAllowed).filter((file) =>
      textOf(file)
        .split('\n')
        .some(
          (line) =>
            network.test(`\n${line}`) && !line.startsWith('import type') && !/^\s*(fetch\(|async fetch\()/.test(line),
        ),
    );
    expect(typesOnly).toEqual([]);
  });
});

describe('functions/routes.ts', () => {
  it('names every handler there is, once, and no other', () => {
    const named = [...routes, ...jobs, unrouted].map(({ handler }) => handler);
    const handlers = globSync('functions/{api,jobs}/*.ts', { cwd: root })
      .filter((file) => /export (const|async function) handler\b/.test(textOf(file)))
      .map((file) => file.split('/').at(-1)?.replace('.ts', '') ?? '');
    expect([...named].sort()).toEqual(handlers.sort());
  });

  it('has no call twice', () => {
    const calls = routes.flatMap((route) => route.calls);
    expect(new Set(calls).size).toBe(calls.length);
  });

  it('has handler files of under 60 lines without try and without status codes', () => {
    for (const { handler } of routes) {
      const text = textOf(`functions/api/${handler}.ts`);
      expect([handler, text.split('\n').length < 60]).toEqual([handler, true]);
      expect([handler, /\btry\b|statusCode/.exec(text)]).toEqual([handler, null]);
    }
  });
});
