import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { rotateSigningKey } from '../../../functions/aws/rotate-signing-key.ts';
import { currentSigningKey, findSigningKey, signingKeyAgeMs } from '../../../functions/aws/signing-key.ts';
import { setEnvironment } from '../../../functions/config.ts';

/** Lets the time pass after which a process that runs reads the keys again. */
const passTime = () => {
  clockMs += signingKeyAgeMs + 1;
  vi.setSystemTime(clockMs);
};
let clockMs = Date.now();

/** The steps are the same wherever the key is kept. */
function itRotates(): void {
  it('accepts the key before, and signs with the new one, until the next rotation', async () => {
    const first = await currentSigningKey();
    await rotateSigningKey({ forgetsOld: false });
    expect((await currentSigningKey()).id).toBe(first.id);
    passTime();
    const second = await currentSigningKey();
    expect(second.id).not.toBe(first.id);
    expect(second.secret.length).toBeGreaterThanOrEqual(32);
    expect((await findSigningKey(first.id))?.secret).toEqual(first.secret);
    await rotateSigningKey({ forgetsOld: false });
    passTime();
    expect(await findSigningKey(first.id)).toBeUndefined();
    expect((await findSigningKey(second.id))?.id).toBe(second.id);
  });

  it('ends every token when told to forget the key before', async () => {
    const first = await currentSigningKey();
    await rotateSigningKey({ forgetsOld: true });
    passTime();
    expect((await currentSigningKey()).id).not.toBe(first.id);
    expect(await findSigningKey(first.id)).toBeUndefined();
  });
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  passTime();
});
afterEach(() => vi.useRealTimers());

describe('rotateSigningKey, in a file', () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signing-key-'));
    file = join(folder, 'signing-key');
    await writeFile(file, 'a first key of more than 32 characters\n', { mode: 0o600 });
    setEnvironment({ SIGNING_KEY_FILE: file });
  });
  afterAll(() => rm(folder, { recursive: true }));

  itRotates();

  it('leaves a file that only its owner reads, with two keys at most', async () => {
    await rotateSigningKey({ forgetsOld: false });
    await rotateSigningKey({ forgetsOld: false });
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe('rotateSigningKey, in Secrets Manager', () => {
  let server: Server;
  /** Newest first, as the stages AWSCURRENT and AWSPREVIOUS have them. */
  let versions: string[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      void answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
    setEnvironment({ SIGNING_KEY_FILE: '', SIGNING_KEY_SECRET: 'arn:aws:secretsmanager:us-east-1:1:secret:key' });
  });
  beforeEach(() => {
    versions = ['the key that the stack has generated, 64 letters and digits'];
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    server.close();
    server.closeAllConnections();
  });

  /** What Secrets Manager does with versions (API reference, PutSecretValue and GetSecretValue). */
  async function answer(request: AsyncIterable<Uint8Array> & { headers: NodeJS.Dict<string | string[]> }) {
    const pieces: Uint8Array[] = [];
    for await (const piece of request) pieces.push(piece);
    const text = Buffer.concat(pieces).toString('utf8');
    const body = JSON.parse(text) as { VersionStage?: string; SecretString?: string };
    if (request.headers['x-amz-target'] === 'secretsmanager.PutSecretValue') {
      versions.unshift(body.SecretString ?? '');
      return { status: 200, body: { VersionStages: ['AWSCURRENT'] } };
    }
    const SecretString = versions[body.VersionStage === 'AWSPREVIOUS' ? 1 : 0];
    if (SecretString !== undefined) return { status: 200, body: { SecretString } };
    return { status: 400, body: { __type: 'ResourceNotFoundException', message: 'no such stage' } };
  }

  itRotates();
});
