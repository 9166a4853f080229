import { hash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectStore } from '../../../functions/aws/object-store.ts';
import { setEnvironment } from '../../../functions/config.ts';

describe('objectStore.put', () => {
  const received: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.end();
    });
  });
  beforeEach(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    setEnvironment({ S3_ENDPOINT: `http://127.0.0.1:${port}`, BUCKET: 'documents' });
  });
  afterEach(() => server.closeAllConnections());

  it('sends the checksum of each body, and signs by it', async () => {
    const bodies = Array.from({ length: 8 }, (_, n) => Buffer.from(`<document number="${n}"/>`));
    const about = (body: Buffer) => ({ contentType: 'application/xml', sha256: hash('sha256', body, 'hex') });
    await Promise.all(bodies.map((body, n) => objectStore.put(`documents/${n}.xml`, body, about(body))));
    expect(received.map(({ body }) => body.toString()).sort()).toEqual(bodies.map(String));
    for (const { headers, body } of received) {
      expect(headers['x-amz-checksum-sha256']).toBe(hash('sha256', body, 'base64'));
      expect(headers['x-amz-content-sha256']).toBe(hash('sha256', body, 'hex'));
      expect(headers.authorization).toContain('x-amz-content-sha256');
    }
  });
});
