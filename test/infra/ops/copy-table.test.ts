import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { harvestStore } from '../../../functions/aws/harvest-store.ts';
import { readVariable, setEnvironment } from '../../../functions/config.ts';
import { type Operator, startOperator } from '../../support/ops.ts';
import { startTestRegistry, type TestRegistry } from '../../support/registry.ts';
import { seedHarvest, seedOrganization } from '../../support/seed.ts';

describe('npm run ops -- copy-table', () => {
  let lost: TestRegistry;
  let registry: TestRegistry;
  let operator: Operator;
  let harvestId: string;
  let restored: string;

  beforeAll(async () => {
    lost = await startTestRegistry();
    harvestId = (await seedHarvest((await seedOrganization())._id))._id;
    restored = readVariable('TABLE_HARVESTS');
    registry = await startTestRegistry();
    setEnvironment(registry.environment);
    operator = await startOperator(registry.environment);
  });
  afterAll(async () => {
    await operator.end();
    await registry.stop();
    await lost.stop();
  });

  it('brings back what the restored table has, and has harvests look at their records anew', async () => {
    expect(await harvestStore.get(harvestId)).toBeUndefined();
    const { code, stdout } = await operator.run('copy-table', '--from', restored, '--into', 'harvests');
    expect(stdout).toContain(`Put 1 items from ${restored} into harvests.`);
    expect(code).toBe(0);
    expect(await harvestStore.get(harvestId)).toMatchObject({ _id: harvestId, manifest_stale: true });
  });

  it.each([
    [['--from', 'x'], 2, '--into is missing'],
    [['--from', 'x', '--into', 'harvest'], 2, '--into harvest is not one of harvests,'],
    [['--from', 'no-such-table', '--into', 'harvests'], 1, ''],
  ])('%j ends with exit code %d', async (args, exitCode, text) => {
    const { code, stderr } = await operator.run('copy-table', ...args);
    expect(stderr).toContain(text);
    expect(code).toBe(exitCode);
  });
});
