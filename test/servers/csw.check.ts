/**
 * Runs pycsw, a catalogue that is not ours, over the demonstration documents, and reads it with the CSW source: all records,
 * each once, judged as the files are. Installs it with `.ci/install-pycsw` where it is not there.
 */
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isComplete, type ListingState } from '../../functions/domain/listing.ts';
import { metadataReader } from '../../functions/metadata/metadata-reader.ts';
import { listCsw } from '../../functions/sources/csw/list.ts';
import { listInSlices, listSlice } from '../support/list-source.ts';
import { waitFor } from '../support/wait-for.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fixtures = join(root, 'test/fixtures');
const documents = join(fixtures, 'demo-waf');
const counts = { passed: 0, failed: 0 };

function report(title: string, problems: string[]): void {
  counts[problems.length === 0 ? 'passed' : 'failed']++;
  console.log(`${problems.length === 0 ? 'ok' : 'not ok'} ${title}`);
  for (const problem of problems.slice(0, 10)) console.log(`  ${problem}`);
}

/** Numbers of errors of the documents that a catalogue can take in, by file identifier. */
function expectedErrors(): Map<string, number> {
  const verdicts: Record<string, { verdict: string }> = JSON.parse(
    readFileSync(`${fixtures}/demo-verdicts.json`, 'utf8'),
  );
  const errors = new Map<string, number>();
  for (const [file, { verdict: expected }] of Object.entries(verdicts)) {
    if (expected !== 'valid' && expected !== 'invalid') continue;
    const { verdict, summary } = metadataReader().inspect(readFileSync(join(documents, file)));
    errors.set(summary.file_id ?? file, verdict.error_count);
  }
  return errors;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startPycsw(own: string) {
  const { stdout } = await promisify(execFile)('bash', [join(root, '.ci/install-pycsw')]);
  const port = await freePort();
  const script = join(root, 'test/servers/pycsw_server.py');
  const child = spawn(join(stdout.trim(), 'bin/python'), ['-W', 'ignore', script, String(port), documents, own]);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      printed = (printed + data).slice(-2000);
    });
  }
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  const url = `http://127.0.0.1:${port}/csw`;
  const answers = async () => child.exitCode !== null || (await fetch(`${url}?service=CSW`)).status > 0;
  await waitFor(answers, { limitMs: 60_000, everyMs: 100 }).catch(() => {});
  if (child.exitCode !== null) throw new Error(`pycsw ended with ${child.exitCode}\n${printed}`);
  return { url, stop };
}

const idOf = ({ url }: { url: string }) => new URL(url).searchParams.get('id') ?? '';

function problemsOfListing(listing: ListingState, expected: Map<string, number>): string[] {
  const found = listing.documents.map(idOf);
  return [
    ...[...expected.keys()].filter((id) => !found.includes(id)).map((id) => `missing: ${id}`),
    ...found.filter((id, index) => !expected.has(id) || found.indexOf(id) !== index).map((id) => `too much: ${id}`),
    ...[...listing.failures, ...listing.notices].map(({ message }) => message),
    ...(isComplete(listing) ? [] : ['the listing is not complete']),
  ];
}

function problemsOfVerdicts(bodies: Map<string, string>, expected: Map<string, number>): string[] {
  return [...bodies].flatMap(([url, body]) => {
    const id = idOf({ url });
    const { verdict, summary } = metadataReader().inspect(Buffer.from(body));
    if (summary.file_id === id && verdict.error_count === expected.get(id)) return [];
    return [`${id}: ${verdict.error_count} errors instead of ${expected.get(id)}, file_id ${summary.file_id}`];
  });
}

async function problemsOfUrls(listing: ListingState): Promise<string[]> {
  const problems: string[] = [];
  for (const { url } of listing.documents) {
    const text = await (await fetch(url)).text();
    if (!text.includes('GetRecordByIdResponse') || !text.includes(`>${idOf({ url })}<`))
      problems.push(`${url}: ${text}`);
  }
  return problems;
}

const own = await mkdtemp(join(tmpdir(), 'pycsw-'));
try {
  const pycsw = await startPycsw(own);
  try {
    const expected = expectedErrors();
    const bodies = new Map<string, string>();
    const listing = await listSlice(listCsw, pycsw.url, { bodies });
    report(`pycsw: exactly the records, each once (${listing.documents.length})`, problemsOfListing(listing, expected));
    report('pycsw: every record is judged as its file', problemsOfVerdicts(bodies, expected));
    const sliced = await listInSlices(listCsw, pycsw.url);
    const isSame = JSON.stringify(sliced.listing) === JSON.stringify(listing);
    report(`pycsw: the same in ${sliced.slices} slices`, isSame ? [] : ['the listings differ']);
    report('pycsw: every GetRecordById address gives its record', await problemsOfUrls(listing));
  } finally {
    await pycsw.stop();
  }
} catch (error) {
  report('pycsw: runs and is listed', [(error as Error).message]);
} finally {
  await rm(own, { recursive: true, force: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
