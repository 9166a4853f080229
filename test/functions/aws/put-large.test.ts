import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objectStore } from '../../../functions/aws/object-store.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';

describe('objectStore.putJson', () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry();
  });
  afterAll(() => registry.stop());

  it.each([1, 9, 17])('keeps an object of %i MiB, in parts where that is needed', async (mebibytes) => {
    const value = { noise: randomBytes(mebibytes * 1024 * 1024).toString('base64') };
    await objectStore.putJson('plans/large.json.gz', value);
    expect((await objectStore.getJson<typeof value>('plans/large.json.gz'))?.noise === value.noise).toBe(true);
  });
});
