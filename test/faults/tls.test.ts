import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Counters } from '../../functions/domain/attempt.ts';
import { ofDocuments, ofListing } from './provider-faults.ts';
import { checkHealing, checkSource, type Stage, setScene, startStage, undisturbed } from './scene.ts';
import { tableOfFaults } from './write-table.ts';

/** The provider's address, which the certificates are for. */
const host = '127.0.0.2';
const folder = new URL('../fixtures/tls/', import.meta.url);

interface Row {
  fault: string;
  /** Name of the certificate's file. */
  certificate: string;
  of: typeof ofListing;
  state: 'ok' | 'partial' | 'fail';
  says?: RegExp;
  counters?: Partial<Counters>;
}

const twoUnreachable = { ...undisturbed, added: 0, updated: 0, good: 8, unreachable: 2 };
const ofTwoDocuments = { of: ofDocuments, state: 'partial', counters: twoUnreachable } as const;

const rows: Row[] = [
  {
    fault: 'Listing: moved to https, its certificate has expired',
    certificate: 'expired',
    of: ofListing,
    state: 'fail',
    says: /has expired/,
  },
  {
    fault: 'Documents: moved to https, its certificate has expired',
    certificate: 'expired',
    says: /has expired/,
    ...ofTwoDocuments,
  },
  {
    fault: 'Documents: moved to https, its certificate is not valid yet',
    certificate: 'not-yet-valid',
    says: /not valid yet/,
    ...ofTwoDocuments,
  },
  {
    fault: 'Documents: moved to https, its certificate is self-signed',
    certificate: 'self-signed',
    says: /self-signed/,
    ...ofTwoDocuments,
  },
  {
    fault: 'Documents: moved to https, its certificate is for another host',
    certificate: 'other-host',
    says: /another host/,
    ...ofTwoDocuments,
  },
  {
    fault: 'Documents: moved to https, its certificate is by an unknown issuer',
    certificate: 'unknown-issuer',
    says: /intermediate|issuer/,
    ...ofTwoDocuments,
  },
  {
    fault: 'Documents: moved to https, its certificate in order',
    certificate: 'in-order',
    of: ofDocuments,
    state: 'ok',
    counters: undisturbed,
  },
];

describe('faults of certificates', () => {
  let stage: Stage;
  beforeAll(async () => {
    process.env.NODE_EXTRA_CA_CERTS = fileURLToPath(new URL('authority.pem', folder)); // workers inherit it
    stage = await startStage({ environment: { ALLOW_PRIVATE_ADDRESSES: host } });
  });
  afterAll(async () => {
    delete process.env.NODE_EXTRA_CA_CERTS;
    await stage.stop();
  });
  const tell = tableOfFaults('tls', { title: 'Faults of certificates', faults: rows.map(({ fault }) => fault) });

  it.each(rows.map((row) => [row.fault, row] as const))('%s', async (_, row) => {
    const { fault, certificate, of, state, says, counters } = row;
    const scene = await setScene(stage, { host });
    const secure = await startSecureServer(certificate, (path) => {
      return scene.provider.files.get(path.replace('/waf/', ''))?.body ?? '';
    });
    try {
      const { port } = secure.address() as AddressInfo;
      const moved = of((request, response) => {
        response.writeHead(302, { location: `https://${host}:${port}${request.url}` }).end();
        return true;
      });
      scene.provider.answer = (request, response) => moved(request, response, scene.provider);
      const attempt = await scene.end(await scene.trigger());
      expect(attempt).toMatchObject({ state, ...(counters ? { counters } : {}) });
      const record = (await scene.records()).get('changed.xml');
      const told = attempt.failure ?? record?.fetch_failure;
      expect(told?.code).toBe(says && 'SOURCE_UNREACHABLE');
      if (says) expect(told.message).toMatch(says);
      if (state === 'fail') expect(await scene.records()).toEqual(scene.before.records);
      await checkSource(scene, attempt);
      tell({ fault, attempt, record });
      await checkHealing(scene);
    } finally {
      secure.closeAllConnections();
      secure.close();
      await scene.stop();
    }
  });
});

async function startSecureServer(certificate: string, bodyOf: (path: string) => string): Promise<Server> {
  const read = (name: string) => readFileSync(new URL(`${name}.pem`, folder));
  const server = createServer({ key: read('server-key'), cert: read(certificate) }, (request, response) => {
    response.setHeader('content-type', 'application/xml').end(bodyOf(request.url ?? ''));
  });
  server.on('tlsClientError', () => {}); // the client hangs up, as it should
  server.listen(0, host);
  await once(server, 'listening');
  return server;
}
