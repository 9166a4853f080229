import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metadataDocument, type Provider, startProvider } from '../support/provider.ts';
import { startTestRegistry, type TestRegistry } from '../support/registry.ts';
import { seedHarvest, seedOrganization, seedUser } from '../support/seed.ts';

const password = 'a long enough password';

/** The commands of the old registry's API page, with only host and credentials changed, as bash runs them. */
describe("the curl commands of the old registry's API page", () => {
  let registry: TestRegistry;
  let provider: Provider;
  let harvestId: string;
  let login: { authToken: string; userId: string };

  beforeAll(async () => {
    registry = await startTestRegistry();
    provider = await startProvider();
    provider.put('a.xml', metadataDocument('a'));
    const organization = await seedOrganization();
    await seedUser({ email: 'provider@example.org', password, organization_ids: [organization._id] });
    harvestId = (await seedHarvest(organization._id, { url: provider.url }))._id;
  });
  afterAll(async () => {
    await registry.stop();
    await provider.stop();
  });

  const bash = (command: string) =>
    new Promise<string>((resolve, reject) => {
      execFile('bash', ['-c', command], (error, stdout) => (error ? reject(error) : resolve(stdout)));
    });
  /** What `curl -i` prints: status line, headers, an empty line, the body. */
  const parts = (printed: string) => {
    const [head = '', body = ''] = printed.split('\r\n\r\n');
    return { status: Number(head.split(' ')[1]), body: JSON.parse(body) };
  };

  it('list', async () => {
    const { status, data } = JSON.parse(await bash(`curl ${registry.url}/api/v1/Harvests`));
    expect(status).toBe('success');
    expect(data).toMatchObject([{ _id: harvestId, harvest_type: 'WAF', url: provider.url }]);
  });

  it('login', async () => {
    const hashed = createHash('sha256').update(password).digest('hex');
    const { status, body } = parts(
      await bash(
        `curl -i -d 'email=provider@example.org&password=${hashed}&hashed=true' -XPOST ${registry.url}/api/v2/login`,
      ),
    );
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'success', data: { authToken: expect.any(String), userId: expect.any(String) } });
    login = body.data;
  });

  it('harvest', async () => {
    const { status, body } = parts(
      await bash(
        `curl -H "X-Auth-Token: ${login.authToken}" -H "X-User-Id: ${login.userId}" -i ${registry.url}/api/v2/harvest/${harvestId}/harvest`,
      ),
    );
    expect([status, body.status]).toEqual([200, 'harvesting']);
  });

  it('logout', async () => {
    const command = `curl -H "X-Auth-Token: ${login.authToken}" -H "X-User-Id: ${login.userId}" -i ${registry.url}/api/v2/logout`;
    expect(parts(await bash(command))).toEqual({
      status: 200,
      body: { status: 'success', data: { message: "You've been logged out!" } },
    });
    expect(parts(await bash(command)).status).toBe(401);
  });
});
