import { attemptStore } from '../../functions/aws/attempt-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { type Attempt, isFinished } from '../../functions/domain/attempt.ts';
import type { Limits } from '../../functions/domain/limits.ts';
import type { Endpoints } from '../../infra/local/emulators.ts';
import { type Registry, startRegistry } from '../../infra/local/start-registry.ts';
import { addHarvest } from '../../infra/ops/add-harvest.ts';
import { addOrganization } from '../../infra/ops/add-organization.ts';
import { startHarvest } from '../../infra/ops/harvest.ts';
import type { Source } from './source.ts';
import { readOutcome, type StoredOutcome } from './stored-outcome.ts';
import { type Passing, startTap } from './tap.ts';

export interface StormSettings {
  endpoints: Endpoints;
  /** Begins the names of all tables. */
  prefix: string;
  /** The provider whose folder `waf` is harvested. */
  source: Source;
  limits: Partial<Limits> & { sliceBudgetMs: number };
  /** How often a worker is killed. */
  kills: number;
  /** 0 ≤ random() < 1: decides when. */
  random: () => number;
}

/** How a harvest went, and what it left. */
export interface StormRun {
  attempt: Attempt;
  outcome: StoredOutcome;
  seconds: number;
  kills: number;
  /** Messages that were sent a second time. */
  doubled: number;
}

const giveUpAfterMs = 40 * 60_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Harvests a folder twice in two fresh registries: undisturbed, and with every message sent twice and the worker killed
 * (SIGKILL) at random moments. Both should leave the same.
 */
export async function runStorm(settings: StormSettings): Promise<{ calm: StormRun; storm: StormRun }> {
  const doubling = { isOn: false, count: 0 };
  const tap = await startTap({
    target: settings.endpoints.sqs,
    change: (passing) => {
      const again = doubling.isOn ? sentAgain(passing, doubling.count % 2 === 1) : undefined;
      if (again) doubling.count += 1;
      return again ? { alsoSend: [again] } : {};
    },
  });
  const endpoints = { ...settings.endpoints, sqs: tap.url };
  try {
    const calm = await runOnce({ ...settings, endpoints, prefix: `${settings.prefix}calm-`, kills: 0 });
    doubling.isOn = true;
    const storm = await runOnce({ ...settings, endpoints, prefix: `${settings.prefix}storm-` });
    return { calm: { ...calm, doubled: 0 }, storm: { ...storm, doubled: doubling.count } };
  } finally {
    await tap.stop();
  }
}

/**
 * The same message under another deduplication id, so that the queue delivers both; undefined for other requests. In its
 * own group it comes after the first one; in another one meanwhile, as when a visibility timeout ends too early.
 */
function sentAgain({ headers, body }: Passing, isMeanwhile: boolean): Buffer | undefined {
  if (!String(headers['x-amz-target']).endsWith('.SendMessage')) return undefined;
  const message = JSON.parse(String(body)) as { MessageDeduplicationId?: string; MessageGroupId?: string };
  const { MessageDeduplicationId: id, MessageGroupId: group } = message;
  const again = { MessageDeduplicationId: `${id}/again`, ...(isMeanwhile ? { MessageGroupId: `${group}/again` } : {}) };
  return Buffer.from(JSON.stringify({ ...message, ...again }));
}

async function runOnce({ endpoints, prefix, source, limits, kills, random }: StormSettings) {
  const url = `${source.url}/waf/`;
  const registry = await startRegistry({
    limits,
    workers: 2,
    emulators: { endpoints, prefix },
    environment: { LOG_LEVEL: 'error' },
  });
  try {
    const organization = await addOrganization({ name: 'Storm' });
    const asked = { name: url, url, harvest_type: 'WAF' as const, publish: false, harvest_interval: 1 };
    const { _id } = await addHarvest({ ...asked, organization_id: organization._id });
    const startedAt = performance.now();
    const { attempt_id } = await startHarvest(_id);
    const ended = new AbortController();
    const killing = killNowAndThen(registry, {
      kills,
      random,
      source,
      sliceMs: limits.sliceBudgetMs,
      ended: ended.signal,
    });
    const attempt = await untilEnded(_id, attempt_id).finally(() => ended.abort());
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      attempt,
      seconds,
      kills: await killing,
      outcome: await readOutcome({ harvestId: _id, attempt, endpoints }),
    };
  } finally {
    await registry.stop();
  }
}

interface Killing {
  kills: number;
  random: () => number;
  source: Source;
  sliceMs: number;
  ended: AbortSignal;
}

/**
 * Once a worker has begun to fetch, any moment of the first three quarters of its slice's time is as likely, those of its
 * commits among them; who is at the end of a source comes to the finish and the hand-over.
 */
async function killNowAndThen(registry: Registry, { kills, random, source, sliceMs, ended }: Killing): Promise<number> {
  let killed = 0;
  while (killed < kills && !ended.aborted) {
    while ((await source.takeCounts()).bodies === 0 && !ended.aborted) await pause(20);
    await pause(random() * 0.75 * sliceMs);
    if (ended.aborted) break;
    // the one at work may be any of them
    const deaths = registry.workerPids().map((pid) => registry.killWorker(pid));
    if (deaths.includes(true)) killed += 1;
    await source.takeCounts();
  }
  return killed;
}

async function untilEnded(harvestId: string, attemptId: string): Promise<Attempt> {
  for (const giveUpAt = Date.now() + giveUpAfterMs; Date.now() < giveUpAt; await pause(100)) {
    const harvest = await harvestStore.get(harvestId);
    const attempt = harvest?.harvest_state === 'idle' && (await attemptStore.get(harvestId, attemptId));
    if (attempt && isFinished(attempt)) return attempt;
  }
  throw new Error(`The harvest did not end within ${giveUpAfterMs / 60_000} minutes.`);
}
