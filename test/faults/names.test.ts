import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Counters } from '../../functions/domain/attempt.ts';
import { type DnsServer, startDnsServer } from '../support/dns-server.ts';
import { checkHealing, checkSource, type Stage, setScene, startStage, undisturbed } from './scene.ts';
import { tableOfFaults } from './write-table.ts';

/** The provider's address, and one where nobody listens: the only private ones that the registry may go to. */
const host = '127.0.0.2';
const deserted = '127.0.0.3';
const name = 'provider.example';

interface Row {
  fault: string;
  answer: DnsServer['answer'];
  /** The change comes when the listing has been read, and its connection is closed. */
  isAfterListing?: true;
  state: 'ok' | 'partial' | 'fail';
  code?: string;
  says?: RegExp;
  counters?: Partial<Counters>;
}

const forbidden = { code: 'SOURCE_ADDRESS_FORBIDDEN', says: /public internet/ };
const twoUnreachable = { ...undisturbed, added: 0, updated: 0, good: 8, unreachable: 2 };

const rows: Row[] = [
  { fault: 'DNS: the name changes to 127.0.0.1', answer: () => ['127.0.0.1'], state: 'fail', ...forbidden },
  {
    fault: 'DNS: the name changes to a metadata service',
    answer: () => ['169.254.169.254'],
    state: 'fail',
    ...forbidden,
  },
  {
    fault: 'DNS: the name changes to 127.0.0.1 between listing and documents',
    answer: () => ['127.0.0.1'],
    isAfterListing: true,
    state: 'partial',
    ...forbidden,
    counters: twoUnreachable,
  },
  {
    fault: 'DNS: 127.0.0.1 stands beside the true address',
    answer: () => ['127.0.0.1', host],
    state: 'ok',
    counters: undisturbed,
  },
  {
    fault: 'DNS: the name is gone',
    answer: () => undefined,
    state: 'fail',
    code: 'SOURCE_UNREACHABLE',
    says: /host name is not known/,
  },
  {
    fault: 'DNS: the name has no address',
    answer: () => [],
    state: 'fail',
    code: 'SOURCE_UNREACHABLE',
    says: /host name is not known/,
  },
  { fault: 'DNS: no answer', answer: () => 'silent', state: 'fail', code: 'SOURCE_TIMEOUT', says: /in time/ },
  {
    fault: 'Connection: refused',
    answer: () => [deserted],
    state: 'fail',
    code: 'SOURCE_UNREACHABLE',
    says: /refused/,
  },
  {
    fault: 'Connection: refused once the listing was read',
    answer: () => [deserted],
    isAfterListing: true,
    state: 'partial',
    code: 'SOURCE_UNREACHABLE',
    says: /refused/,
    counters: twoUnreachable,
  },
];

describe('faults of names and connections', () => {
  let stage: Stage;
  let dns: DnsServer;
  beforeAll(async () => {
    dns = await startDnsServer();
    const environment = { ALLOW_PRIVATE_ADDRESSES: `${host},${deserted}`, DNS_SERVER: dns.address };
    stage = await startStage({ limits: { connectTimeoutMs: 1000 }, environment });
  });
  afterAll(async () => {
    await stage.stop();
    dns.stop();
  });
  const title = 'Faults of names and connections';
  const tell = tableOfFaults('names', { title, faults: rows.map(({ fault }) => fault) });

  it.each(rows.map((row) => [row.fault, row] as const))(
    '%s',
    async (_, { fault, answer, isAfterListing, state, code, says, counters }) => {
      dns.answer = () => [host];
      const scene = await setScene(stage, { host, name });
      try {
        if (!isAfterListing) dns.answer = answer;
        scene.provider.answer = (request, response) => {
          response.setHeader('connection', 'close');
          if (request.url === '/waf/' && isAfterListing) dns.answer = answer;
          return false;
        };
        const attempt = await scene.end(await scene.trigger());
        expect(attempt).toMatchObject({ state, ...(counters ? { counters } : {}) });
        const record = (await scene.records()).get('changed.xml');
        const told = attempt.failure ?? record?.fetch_failure;
        expect(told?.code).toBe(code);
        if (says) expect(told.message).toMatch(says);
        if (code) expect(told.message).toContain(`http://${name}:`);
        if (state === 'fail') expect(await scene.records()).toEqual(scene.before.records);
        await checkSource(scene, attempt);
        tell({ fault, attempt, record });
        dns.answer = () => [host];
        await checkHealing(scene);
      } finally {
        await scene.stop();
      }
    },
  );
});
