import autocannon, { type Options, type Result } from 'autocannon';
import { userStore } from '../functions/aws/user-store.ts';
import { createUser } from '../functions/identity/create-user.ts';
import { type BenchRegistry, startBenchRegistry } from './support/bench-registry.ts';
import { createUnitCounter } from './support/count-units.ts';
import { numberOption, printTable } from './support/figures.ts';
import { startTap, type Tap } from './support/tap.ts';

const account = { email: 'bench@example.org', password: 'a password for the benchmark' };
const json = { 'content-type': 'application/json' };

/** One kind of load. */
interface Load {
  what: string;
  options: Pick<Options, 'requests' | 'connections'> & Partial<Options>;
}

/**
 * Loads the local registry's API by autocannon from another thread: a floor for our own code, because the gateway and the
 * functions of all requests share one process here, and DynamoDB is an embedded one beside it.
 * Options: `--seconds` (8) for each load, `--connections` (16).
 */
export async function run(args: string[]): Promise<void> {
  const seconds = numberOption(args, 'seconds', 8);
  const connections = numberOption(args, 'connections', 16);
  const counter = createUnitCounter();
  let tap: Tap | undefined;
  const registry = await startBenchRegistry({
    async intercept(endpoints) {
      tap = await startTap({ target: endpoints.dynamodb, ...counter });
      return { ...endpoints, dynamodb: tap.url };
    },
  });
  try {
    const headers = await logIn(registry);
    const rows: Record<string, string>[] = [];
    const measure = async ({ what, options }: Load) => {
      counter.take();
      const result = await autocannon({ url: registry.url, connections, duration: seconds, workers: 1, ...options });
      const { calls } = counter.take();
      rows.push(rowOf(what, result, reads(calls)));
    };
    for (const known of [20, 1000]) {
      const id = await addSources(registry, known);
      for (const load of readingLoads(known, id, await listTag(registry))) await measure(load);
    }
    // In this order: wrong ones have the address wait, whatever it says next.
    await measure({ what: 'logins, right password', options: { requests: [loginRequest(account.password)] } });
    await measure({ what: 'logins, wrong password', options: { requests: [loginRequest('a wrong one')] } });
    const id = await addSources(registry, 1001);
    const trigger = { method: 'POST' as const, path: `/api/v2/harvests/${id}/harvest`, headers };
    const storm = { requests: [trigger], connections: 200, amount: 200 };
    await measure({ what: '200 triggers of one harvest at once', options: storm });
    printTable(rows);
  } finally {
    await registry.stop();
    await tap?.stop();
  }
}

let sources: string[] = [];

/** Adds sources until there are so many; tells the last one's id. They are never harvested by the schedule. */
async function addSources(registry: BenchRegistry, total: number): Promise<string> {
  while (sources.length < total) {
    sources = [...sources, await registry.addSource(`http://127.0.0.1:9/source-${sources.length}/`)];
  }
  return sources[total - 1] as string;
}

function readingLoads(known: number, id: string, tag: string): Load[] {
  const list = '/api/v1/Harvests';
  return [
    { what: `GET ${list}, ${known} harvests`, options: { requests: [{ path: list }] } },
    { what: 'the same, gzip', options: { requests: [{ path: list, headers: { 'accept-encoding': 'gzip' } }] } },
    {
      what: 'the same, If-None-Match: 304',
      options: { requests: [{ path: list, headers: { 'if-none-match': tag } }] },
    },
    { what: `GET ${list}/{id}`, options: { requests: [{ path: `${list}/${id}` }] } },
  ];
}

function loginRequest(password: string) {
  const body = JSON.stringify({ email: account.email, password });
  return { method: 'POST' as const, path: '/api/v2/login', headers: json, body };
}

async function logIn(registry: BenchRegistry): Promise<Record<string, string>> {
  const user = { name: 'Benchmark', ...account, roles: ['admin' as const], organization_ids: [] };
  await createUser(userStore, user, Date.now());
  const { path, ...request } = loginRequest(account.password);
  const answer = await fetch(`${registry.url}${path}`, request);
  const { data } = (await answer.json()) as { data: { authToken: string; userId: string } };
  return { 'x-auth-token': data.authToken, 'x-user-id': data.userId };
}

async function listTag(registry: BenchRegistry): Promise<string> {
  return (await fetch(`${registry.url}/api/v1/Harvests`)).headers.get('etag') ?? '';
}

function reads(calls: Record<string, number>): number {
  return ['GetItem', 'BatchGetItem', 'Query', 'Scan'].reduce((sum, name) => sum + (calls[name] ?? 0), 0);
}

function rowOf(what: string, result: Result, readCalls: number): Record<string, string> {
  const { latency, requests, throughput } = result;
  const statuses = Object.entries(result.statusCodeStats ?? {}).map(([code, { count = 0 }]) => `${count} × ${code}`);
  return {
    load: what,
    'requests/s': (requests.total / result.duration).toFixed(0),
    'p50 ms': String(latency.p50),
    'p99 ms': String(latency.p99),
    'KiB an answer': (throughput.total / Math.max(1, requests.total) / 1024).toFixed(1),
    'reads a request': (readCalls / Math.max(1, requests.total)).toFixed(1),
    answers: [...statuses, ...(result.errors > 0 ? [`${result.errors} errors`] : [])].join(', '),
  };
}
