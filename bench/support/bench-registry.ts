import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Attempt, isFinished } from '../../functions/domain/attempt.ts';
import type { Harvest } from '../../functions/domain/harvest.ts';
import type { Limits } from '../../functions/domain/limits.ts';
import { emulatorClient } from '../../infra/local/create-stores.ts';
import { type Endpoints, startEmulators } from '../../infra/local/emulators.ts';
import { type Registry, startRegistry } from '../../infra/local/start-registry.ts';
import { addHarvest } from '../../infra/ops/add-harvest.ts';
import { addOrganization } from '../../infra/ops/add-organization.ts';
import { startHarvest } from '../../infra/ops/harvest.ts';
import { processorSeconds } from './processor-time.ts';

export interface BenchRegistryOptions {
  limits?: Partial<Limits>;
  workers?: number;
  /** Puts something between the registry and its emulators. */
  intercept?(endpoints: Endpoints): Promise<Endpoints>;
}

/** One harvest from its trigger to its end. */
export interface TimedHarvest {
  attempt: Attempt;
  seconds: number;
  /** Of the workers alone. */
  workerCpuSeconds: number;
  emulatorsCpuSeconds: number;
}

/** A registry to be measured. */
export interface BenchRegistry extends Registry {
  endpoints: Endpoints;
  addSource(url: string): Promise<string>;
  harvest(harvestId: string): Promise<TimedHarvest>;
}

/** Pause between two looks at a harvest under way, ms. */
const lookEveryMs = 50;
const longestHarvestMs = 30 * 60_000;

/** Starts a registry with emulators of its own. */
export async function startBenchRegistry(options: BenchRegistryOptions = {}): Promise<BenchRegistry> {
  const emulators = await startEmulators();
  const registry = await startRegistry({
    limits: { ...options.limits },
    workers: options.workers ?? 1,
    emulators: { endpoints: (await options.intercept?.(emulators.endpoints)) ?? emulators.endpoints, prefix: '' },
    environment: { LOG_LEVEL: 'error' },
  });
  const organization = await addOrganization({ name: 'Benchmark' });
  const workersCpu = async () => {
    const usages = await registry.workerUsage();
    return usages.reduce((sum, { cpu }) => sum + (cpu.user + cpu.system) / 1e6, 0);
  };
  return {
    ...registry,
    endpoints: emulators.endpoints,
    async addSource(url) {
      const source = { name: url, url, harvest_type: 'WAF' as const, publish: false, harvest_interval: 1 };
      return (await addHarvest({ ...source, organization_id: organization._id }))._id;
    },
    async harvest(harvestId) {
      const cpuBefore = await workersCpu();
      const emulatorsBefore = processorSeconds(emulators.pid);
      const startedAt = performance.now();
      const attempt = await untilIdle(emulators.endpoints, harvestId, (await startHarvest(harvestId)).attempt_id);
      const seconds = (performance.now() - startedAt) / 1000;
      return {
        attempt,
        seconds,
        workerCpuSeconds: (await workersCpu()) - cpuBefore,
        emulatorsCpuSeconds: processorSeconds(emulators.pid) - emulatorsBefore,
      };
    },
    async stop() {
      await registry.stop();
      await emulators.stop();
    },
  };
}

/**
 * Waits until an attempt has ended and its harvest says so too. Looks past whatever stands between the registry and its
 * emulators, so that looking is not counted.
 */
async function untilIdle(endpoints: Endpoints, harvest_id: string, attempt_id: string): Promise<Attempt> {
  const client = new DynamoDBClient(emulatorClient(endpoints.dynamodb));
  const get = async <T>(TableName: string, key: Record<string, string>) => {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }));
    return Item && (unmarshall(Item) as T);
  };
  try {
    for (const giveUpAt = Date.now() + longestHarvestMs; Date.now() < giveUpAt; ) {
      const harvest = await get<Harvest>('harvests', { _id: harvest_id });
      const attempt = await get<Attempt>('attempts', { harvest_id, attempt_id });
      if (harvest?.harvest_state === 'idle' && attempt && isFinished(attempt)) return attempt;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    throw new Error(`The harvest ${harvest_id} did not end within ${longestHarvestMs / 60_000} minutes.`);
  } finally {
    client.destroy();
  }
}
