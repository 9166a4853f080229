import { attemptStore } from '../../functions/aws/attempt-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import type { Attempt } from '../../functions/domain/attempt.ts';
import type { Limits } from '../../functions/domain/limits.ts';
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
      const attempt = await untilIdle(harvestId, (await startHarvest(harvestId)).attempt_id);
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

/** Waits until an attempt has ended and its harvest says so too. */
export async function untilIdle(harvestId: string, attemptId: string, limitMs = 30 * 60_000): Promise<Attempt> {
  const giveUpAt = Date.now() + limitMs;
  while (Date.now() < giveUpAt) {
    const harvest = await harvestStore.get(harvestId);
    if (harvest?.harvest_state === 'idle') {
      const attempt = await attemptStore.get(harvestId, attemptId);
      if (attempt) return attempt;
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  throw new Error(`The harvest ${harvestId} did not end within ${limitMs / 1000} s.`);
}
