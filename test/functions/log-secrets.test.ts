import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait-for.ts';

const program = fileURLToPath(new URL('../../infra/local/start.ts', import.meta.url));
/** Who is in every secret of this test, so that a part of one in the log is found as well. */
const mark = 'Zw7mArKeD';
const email = `${mark}.person@example.org`.toLowerCase();
const otherEmail = `${mark}.other@example.org`.toLowerCase();
const password = `${mark} kelp fathom 1`;
const newPassword = `${mark} kelp fathom 2`;

interface Answer {
  status: number;
  data: Record<string, string>;
}

describe('the log of a running registry, at its most talkative', () => {
  const secrets: [name: string, secret: string][] = [
    ['the mark', mark],
    ['the address', mark.toLowerCase()],
    ['the SHA-256 of a password', createHash('sha256').update(password).digest('hex')],
  ];
  const wanderer = createServer((_, response) => {
    response.writeHead(302, { Location: `http://who:${mark}-moved@127.0.0.1:9/` }).end();
  });
  let folder: string;
  let child: ChildProcess;
  let output = '';
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-'));
    await new Promise<void>((resolve) => wanderer.listen(0, '127.0.0.1', resolve));
    child = spawn(process.execPath, [program, '--port', '0', '--data', folder], {
      env: {
        ...process.env,
        LOG_LEVEL: 'debug',
        LIMITS: JSON.stringify({ fetchTries: 1, loginAnswerMs: 0, accountAnswerMs: 0 }),
      },
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
    await waitFor(() => output.includes('Ctrl-C ends it.'), { limitMs: 30_000 });
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(output.slice(output.indexOf('# Every harvest')))?.[0] ?? '';
  }, 40_000);
  afterAll(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
    wanderer.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function call(said: string, fields?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const [method = '', path = ''] = said.split(' ');
    const body = fields && { body: JSON.stringify(fields) };
    const answer = await fetch(url + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...body,
    });
    const { data } = (await answer.json()) as { data: Record<string, string> };
    return { status: answer.status, data };
  }

  async function logIn(as: { email: string; password: string }): Promise<Record<string, string>> {
    const { data } = await call('POST /api/v2/login', as);
    secrets.push(['a token', data.authToken as string]);
    return { 'X-Auth-Token': data.authToken as string, 'X-User-Id': data.userId as string };
  }

  /** The token of the link in the newest mail, which is a secret as well. */
  async function mailedToken(): Promise<string> {
    const outbox = join(folder, 'outbox');
    const newest = (await readdir(outbox)).toSorted().at(-1) as string;
    const [token = ''] = /(?<=token=)\S+/.exec(await readFile(join(outbox, newest), 'utf8')) ?? [];
    secrets.push(['the token of a link', token]);
    return token;
  }

  it('tells the story of an attempt under one id, and no secret, whatever is done with it', async () => {
    const admin = await logIn({
      email: /email=(\S+@[^"]+)/.exec(output)?.[1] ?? '',
      password: /PASSWORD='(.*)'/.exec(output)?.[1] ?? '',
    });
    const organization = await call('POST /api/v2/organizations', { name: 'Marked' }, admin);
    const organization_id = organization.data._id as string;
    await call('POST /api/v2/users', { name: 'Marked', email, password, organization_ids: [organization_id] });
    await call(`GET /api/v2/verify-email?token=${await mailedToken()}`);
    await call('POST /api/v2/verify-email', { token: await mailedToken() });
    const { data: users } = (await call('GET /api/v2/users', undefined, admin)) as unknown as {
      data: { _id: string; email: string }[];
    };
    const user_id = users.find((user) => user.email === email)?._id;
    expect((await call(`PATCH /api/v2/users/${user_id}`, { approved: true }, admin)).status).toBe(200);

    const member = await logIn({ email, password });
    for (const wrong of [`${password}?`, createHash('sha256').update(password).digest('hex')]) {
      expect((await call('POST /api/v2/login', { email, password: wrong })).status).toBe(401);
    }
    await call('POST /api/v2/login', { [mark]: mark, email: [otherEmail], password: { password } });
    await fetch(`${url}/api/v2/login`, { method: 'POST', body: `{"email":"${email}","password":"${password}` });
    await call(`GET /api/v2/harvests?authToken=${member['X-Auth-Token']}`, undefined, member);
    await call('GET /api/v2/tokens', undefined, { ...member, 'X-Auth-Token': `${member['X-Auth-Token']}${mark}` });

    const { port } = wanderer.address() as AddressInfo;
    const source = { organization_id, harvest_type: 'WAF', force: true, publish: false, harvest_interval: 1 };
    const attempts: string[] = [];
    for (const [at, place] of ['127.0.0.1:9/', `127.0.0.1:${port}/`].entries()) {
      const fields = { ...source, name: `Source ${at}`, url: `http://who:${mark}-${at}@${place}` };
      const { status, data } = await call('POST /api/v2/harvests', fields, member);
      expect(status).toBe(201);
      const key = await call('POST /api/v2/api-keys', { name: 'K', harvest_ids: [data._id] }, member);
      secrets.push(['an API key', key.data.api_key as string]);
      const started = await call(`GET /api/v2/harvest/${data._id}/harvest?wait=20`, undefined, {
        'X-Auth-Token': key.data.api_key as string,
        'X-User-Id': member['X-User-Id'] as string,
      });
      attempts.push(started.data.attempt_id as string);
    }
    await call('POST /api/v2/password-reset', { email });
    await call('POST /api/v2/password-reset/confirm', { token: await mailedToken(), password: newPassword });
    const again = await logIn({ email, password: newPassword });
    await call(`POST /api/v2/users/${user_id}/email`, { email: otherEmail, current_password: newPassword }, again);
    await call(`POST /api/v2/users/${user_id}/password`, { password, current_password: newPassword }, again);

    for (const attempt of attempts) {
      const told = () => output.split('\n').filter((line) => line.includes(`"correlation_id":"${attempt}"`));
      const isToldBy = (name: string) => told().some((line) => line.includes(`"function":"${name}"`));
      await waitFor(() => isToldBy('trigger-harvest') && isToldBy('run-harvest'), { limitMs: 15_000 });
    }
    const printedOnPurpose = output.slice(0, output.indexOf('Ctrl-C ends it.'));
    const logged = output.slice(printedOnPurpose.length);
    for (const name of ['login', 'register-user', 'create-api-key', 'create-harvest', 'run-harvest']) {
      expect(logged).toContain(`"function":"${name}"`);
    }
    const leaked = logged.split('\n').filter((line) => secrets.some(([, secret]) => line.includes(secret)));
    expect(leaked).toEqual([]);
  }, 60_000);
});
