import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readLimits, readVariable } from '../../../functions/config.ts';
import { aimAt, operatorOutput } from '../../../infra/ops/target.ts';

/** Outputs by stack, as CloudFormation would answer (API reference, DescribeStacks). */
const outputs: Record<string, string> = {
  'registry-test': `<member><OutputKey>${operatorOutput}</OutputKey><OutputValue>TABLE_USERS=registry-test-users MAIL_FROM=Registry%20%3Ca%40example.org%3E LIMITS=%7B%22tokenDays%22%3A7%7D PUBLIC_URL=https://x.example.org</OutputValue></member>`,
  other: '<member><OutputKey>Else</OutputKey><OutputValue>x</OutputValue></member>',
};

describe('aimAt a stack', () => {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    const stack = new URLSearchParams(body).get('StackName') ?? '';
    const members = `<member><StackName>${stack}</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-23T00:00:00Z</CreationTime><Outputs>${outputs[stack]}</Outputs></member>`;
    response.setHeader('Content-Type', 'text/xml');
    response.end(
      `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${members}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', `http://127.0.0.1:${port}`);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    server.close();
    server.closeAllConnections();
  });

  it('takes the variables of its output, whatever is in them', async () => {
    await aimAt({ stack: 'registry-test', dataFolder: '.local' });
    expect(readVariable('TABLE_USERS')).toBe('registry-test-users');
    expect(readVariable('MAIL_FROM')).toBe('Registry <a@example.org>');
    expect(readVariable('PUBLIC_URL')).toBe('https://x.example.org');
    expect(readLimits().tokenDays).toBe(7);
  });

  it('says what it takes where AWS does not answer for the stack', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_DEFAULT_REGION', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
    await expect(aimAt({ stack: 'registry-test', dataFolder: '.local' })).rejects.toThrow(
      /does not tell of the stack registry-test: Region is missing.*AWS_REGION/,
    );
    vi.stubEnv('AWS_REGION', 'us-east-1');
  });

  it('says so where it is no registry', async () => {
    await expect(aimAt({ stack: 'other', dataFolder: '.local' })).rejects.toThrow('has no output OperatorEnvironment');
  });

  it('says so where none runs here', async () => {
    await expect(aimAt({ dataFolder: '/nowhere' })).rejects.toThrow(
      'No registry is running with its data in /nowhere.',
    );
  });
});
