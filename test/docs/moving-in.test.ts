import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOldRegistry, exported, type OldRegistry } from '../infra/ops/old-registry.ts';
import { metadataDocument, type Provider, startProvider } from '../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry.ts';
import { blocksOf } from './code-blocks.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = await readFile(new URL('../../docs/moving-in.md', import.meta.url), 'utf8');

describe('docs/moving-in.md', () => {
  let registry: TestRegistry;
  let provider: Provider;
  let oldApi: Server;
  let folder: string;
  let output: string;
  let code: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moving-in-'));
    registry = await startTestRegistry();
    await writeFile(join(folder, 'environment.json'), JSON.stringify(registry.environment));
    provider = await startProvider();
    provider.put('document 0.xml', metadataDocument('zero'));
    const old = firstHarvestOf(await createOldRegistry({ sourceUrl: provider.url }));
    await putMongoexport(join(folder, 'bin'), old);
    oldApi = await serve(JSON.stringify({ status: 'success', data: old.Harvests }));
    const filledIn = page
      .replace('http://registry.ioos.us', `http://127.0.0.1:${(oldApi.address() as AddressInfo).port}`)
      .replace('https://new-registry.example.org', registry.url)
      .replace('--stack registry-production', `--data ${folder}`)
      .replace('./old-registry', join(folder, 'export'));
    const commands = blocksOf(filledIn).flatMap((block) => block.commands);
    await writeFile(join(folder, 'script'), ['set -eu', ...commands].join('\n'));
    [code, output] = await bash(join(folder, 'script'), join(folder, 'bin'));
  }, 120_000);
  afterAll(async () => {
    await registry?.stop();
    await provider?.stop();
    await new Promise((resolve) => oldApi?.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  it('has commands that succeed when bash runs them one after the other', () => {
    expect([code, output]).toEqual([0, expect.stringContaining('ok: 1 documents: 1 good')]);
  });

  it('shows a report before anything is taken, and then what was', () => {
    expect(output).toMatch(
      /nothing was written[\s\S]*users\.json +40 read +38 taken[\s\S]*Add --apply[\s\S]*Taken over[\s\S]*Done\./,
    );
    expect(output).toContain('exit code 3');
    expect(output).toContain('1 equal, 0 different, 0 missing, 0 only here.');
  });

  it('explains every code that a report can have', async () => {
    const sources = ['harvest', 'organization', 'record', 'user'].map((noun) => `${noun}-from-old`);
    const others = ['old-values', 'organization-names', 'plan-harvests', 'plan-organizations', 'plan-users', 'planned'];
    const texts = await Promise.all(
      [...sources, ...others, 'read-export', 'take-records'].map((name) =>
        readFile(join(root, `infra/ops/migrate/${name}.ts`), 'utf8'),
      ),
    );
    const codes = texts.flatMap((text) =>
      [...text.matchAll(/\.(?:left|changed|differs)\(\s*'([A-Z_]+)'/g)].map(([, name]) => name),
    );
    expect(codes.length).toBeGreaterThan(25);
    expect([...new Set(codes)].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

/** One source, so that nothing but the test's own provider is harvested, with the records of it. */
function firstHarvestOf(old: OldRegistry): OldRegistry {
  const Harvests = old.Harvests.slice(0, 1);
  const id = Harvests[0]?._id;
  const own = old.Records.filter(({ harvest_id, url }) => harvest_id === id && String(url).endsWith('/document 0.xml'));
  return { ...old, Harvests, Records: own.slice(0, 1) };
}

/** A `mongoexport` that knows this one database. */
async function putMongoexport(bin: string, old: OldRegistry): Promise<void> {
  await mkdir(bin);
  for (const [name, documents] of Object.entries(old)) await writeFile(join(bin, name), exported(documents, 'relaxed'));
  const script = `#!/bin/bash
[ "$1 $2 $3 $4 $5 $7" = "--host localhost:27017 --db registry --collection --out" ] && cp "$(dirname "$0")/$6" "$8"
`;
  await writeFile(join(bin, 'mongoexport'), script);
  await chmod(join(bin, 'mongoexport'), 0o755);
}

async function serve(text: string): Promise<Server> {
  const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(text));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Runs a script from the root of the repository; exit code and all it prints. */
async function bash(script: string, bin: string): Promise<[number, string]> {
  const PATH = `${bin}:${dirname(process.execPath)}:${process.env.PATH}`;
  return await new Promise((resolve) => {
    execFile('bash', [script], { cwd: root, env: { ...process.env, PATH } }, (error, stdout, stderr) => {
      resolve([typeof error?.code === 'number' ? error.code : 0, stdout + stderr]);
    });
  });
}
