/**
 * Runs real web servers over one folder of awkward names, lists it with the WAF source, and asks for every document found.
 * Needs what `.ci/install-servers` installs. Arguments name some of the kinds in server-kinds.ts; without, all are run.
 */
import { rm } from 'node:fs/promises';
import { defaultLimits } from '../../functions/domain/limits.ts';
import { isComplete, type ListingState } from '../../functions/domain/listing.ts';
import { type ClosableSourceClient, createSourceClient } from '../../functions/sources/fetch.ts';
import { listWaf } from '../../functions/sources/waf/list.ts';
import { awkwardDocuments, makeAwkwardFolder } from './awkward-folder.ts';
import { type ServerKind, type ServerName, serverKinds } from './server-kinds.ts';
import { startServer } from './start-server.ts';

/** Listings that tell neither date nor size. */
const withoutDates: ServerName[] = ['apache-plain', 'python'];
/** Tomcat takes what follows a semicolon for a parameter, in its own links, too, and answers 404. */
const unanswered: Partial<Record<ServerName, string>> = { tomcat: 'semi;colon.xml' };

const counts = { passed: 0, failed: 0 };

function report(title: string, problems: string[]): void {
  counts[problems.length === 0 ? 'passed' : 'failed']++;
  console.log(`${problems.length === 0 ? 'ok' : 'not ok'} ${title}`);
  for (const problem of problems.slice(0, 10)) console.log(`  ${problem}`);
}

function problemsOfListing(name: ServerName, listing: ListingState, base: string): string[] {
  const kind: ServerKind = serverKinds[name];
  const expected = awkwardDocuments.filter((path) => kind.listsDotFiles || !path.startsWith('.'));
  const found = listing.documents.map(({ url }) => decodeURIComponent(url.slice(base.length)));
  const tellsDates = !withoutDates.includes(name);
  return [
    ...expected.filter((path) => !found.includes(path)).map((path) => `missing: ${path}`),
    ...found
      .filter((path, index) => !expected.includes(path) || found.indexOf(path) !== index)
      .map((path) => `too much: ${path}`),
    ...listing.documents
      .filter(({ modified, size }) => (modified !== undefined && size !== undefined) !== tellsDates)
      .map(({ url, modified, size }) => `date ${modified}, size ${size}: ${url}`),
    ...[...listing.failures, ...listing.notices].map(({ message }) => message),
    ...(isComplete(listing) ? [] : ['the listing is not complete']),
  ];
}

async function problemsOfDocuments(
  name: ServerName,
  listing: ListingState,
  client: ClosableSourceClient,
): Promise<string[]> {
  const problems = await Promise.all(
    listing.documents.map(async ({ url }) => {
      const path = decodeURIComponent(new URL(url).pathname).replace('/root/', '');
      const answer = await client.fetch({ url, maxBytes: 10_000 }).catch((error: Error) => error);
      if (answer instanceof Error) return path === unanswered[name] ? undefined : answer.message;
      const text = Buffer.from(answer.body).toString();
      return text.includes(`path="${path.replace(/[&<"]/g, '-')}"`)
        ? undefined
        : `${url} gave another document: ${text}`;
    }),
  );
  return problems.filter((problem) => problem !== undefined);
}

async function check(name: ServerName, folder: string): Promise<void> {
  const server = await startServer(name, folder);
  const limits = { ...defaultLimits, fetchTries: 1 };
  const client = createSourceClient({ limits, userAgent: 'IOOS-Harvest-Registry/check', allowPrivateAddresses: true });
  try {
    const base = `${server.url}root/`;
    const run = {
      client,
      limits,
      isTimeUp: () => false,
      onProgress() {},
      keepBodies: () => Promise.reject(new Error()),
    };
    const listing = await listWaf.list(base, undefined, run);
    report(
      `${name}: exactly the documents, each once (${listing.documents.length})`,
      problemsOfListing(name, listing, base),
    );
    report(`${name}: every URL found gives its document`, await problemsOfDocuments(name, listing, client));
  } finally {
    await client.close();
    await server.stop();
  }
}

const asked = process.argv.slice(2) as ServerName[];
const folder = await makeAwkwardFolder();
try {
  for (const name of asked.length > 0 ? asked : (Object.keys(serverKinds) as ServerName[])) {
    await check(name, folder).catch((error: Error) => report(`${name}: runs and is listed`, [error.message]));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
