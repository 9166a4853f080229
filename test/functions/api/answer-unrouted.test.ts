import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';

const unknown = '{"status":"error","message":"API endpoint does not exist"}';
const allowedHeaders = 'Origin, X-Requested-With, Content-Type, Accept, X-User-Id, X-Auth-Token';

describe('answer-unrouted', () => {
  let registry: TestRegistry;

  beforeAll(async () => {
    registry = await startTestRegistry();
  });
  afterAll(() => registry.stop());

  it.each([
    ['PUT', '/api/v1/Harvests', 'GET, OPTIONS'],
    ['POST', '/api/v1/Harvests', 'GET, OPTIONS'],
    ['PATCH', '/api/v1/Harvests/x', 'GET, OPTIONS'],
    ['DELETE', '/api/v1/Harvests/x/', 'GET, OPTIONS'],
    ['GET', '/api/v2/login', 'POST, OPTIONS'],
    ['DELETE', '/api/v2/logout', 'POST, GET, OPTIONS'],
    ['HEAD', '/api/v1/Harvests', 'GET, OPTIONS'],
  ])('answers 405 with Allow to %s %s', async (method, path, allow) => {
    const { status, text, headers } = await registry.call(method, path);
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe(allow);
    expect(text).toBe(method === 'HEAD' ? '' : unknown);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-headers')).toBe(allowedHeaders);
  });

  it.each(['/', '/api', '/api/v1/harvests', '/api/v1/Harvests/x/y', '/api/v2/harvest/x', '/api/v3/login', '//'])(
    'answers 404 to GET %s',
    async (path) => {
      const { status, text, headers } = await registry.call('GET', path);
      expect(status).toBe(404);
      expect(text).toBe(unknown);
      expect(headers.get('access-control-allow-origin')).toBe('*');
    },
  );

  it('answers OPTIONS with 200 and the CORS headers', async () => {
    for (const path of ['/api/v1/Harvests', '/api/v2/login/', '/api/v2/harvest/x/harvest']) {
      const { status, headers } = await registry.call('OPTIONS', path);
      expect(status).toBe(200);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-headers')).toBe(allowedHeaders);
    }
  });
});
