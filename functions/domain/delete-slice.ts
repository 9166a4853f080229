import { claimOf } from './claim-url.ts';
import { leaseEndsAt } from './due.ts';
import type { Harvest } from './harvest.ts';
import type { Limits } from './limits.ts';
import { objectFoldersOf } from './object-keys.ts';
import type { Clock, DeleteMessage, HarvestQueue, HarvestStore } from './ports.ts';
import type { RunServices } from './run-services.ts';
import { groupOf } from './source-url.ts';

/** What going on with a deletion needs. */
export interface SendDeletionServices {
  harvests: HarvestStore;
  queue: HarvestQueue;
  limits: Limits;
  now: Clock;
}

/** Records or attempts that are removed at a time. */
const batchSize = 500;

/** Takes the lease of a deletion on and sends its message; false when somebody else did, or it is done. */
export async function sendDeletion(services: SendDeletionServices, harvest: Harvest): Promise<boolean> {
  const { _id: harvest_id, url } = harvest;
  const wake_at = leaseEndsAt(services.now(), services.limits);
  const expected = { harvest_state: 'deleting', wake_at: harvest.wake_at } as const;
  if (!(await services.harvests.update(harvest_id, { wake_at }, expected))) return false;
  await services.queue.send(
    { kind: 'delete', harvest_id, url },
    { group: groupOf(url), deduplicationId: `delete/${harvest_id}/${wake_at}` },
  );
  return true;
}

/**
 * Takes away what a harvest has, until nothing is left or the slice's time is over. The harvest itself goes when all else
 * is gone, and its claim on the URL last: whatever a crash leaves, either the harvest is there and the schedule goes on
 * with it, or only the claim is, which the next message or whoever wants the URL takes.
 */
export async function deleteSlice(services: RunServices, { harvest_id, url }: DeleteMessage): Promise<void> {
  const { harvests, claims } = services;
  const harvest = await harvests.get(harvest_id);
  if (harvest && harvest.harvest_state !== 'deleting') return;
  if (harvest) {
    if (!(await removeContents(services, harvest_id))) return void (await sendDeletion(services, harvest));
    if (!(await harvests.remove(harvest_id, { harvest_state: 'deleting' })) && (await harvests.get(harvest_id))) return;
  }
  await claims.release(claimOf(url), harvest_id);
}

async function removeContents(services: RunServices, harvestId: string): Promise<boolean> {
  const isTimeUp = () => services.now() >= services.sliceEndsAtMs;
  for (const folder of objectFoldersOf(harvestId)) {
    if (!(await services.folders.removeAll(folder, isTimeUp))) return false;
  }
  return (await removeRecords(services, harvestId, isTimeUp)) && (await removeAttempts(services, harvestId, isTimeUp));
}

async function removeRecords(services: RunServices, harvestId: string, isTimeUp: () => boolean): Promise<boolean> {
  let ids: string[] = [];
  for await (const { record_id } of services.records.listFrom(harvestId, { pageSize: batchSize })) {
    ids.push(record_id);
    if (ids.length < batchSize) continue;
    await services.records.removeAll(harvestId, ids);
    if (isTimeUp()) return false;
    ids = [];
  }
  await services.records.removeAll(harvestId, ids);
  return true;
}

async function removeAttempts(services: RunServices, harvestId: string, isTimeUp: () => boolean): Promise<boolean> {
  for (;;) {
    const attempts = await services.attempts.list(harvestId, { limit: batchSize });
    if (attempts.length === 0) return true;
    const ids = attempts.map(({ attempt_id }) => attempt_id);
    await services.attempts.removeAll(harvestId, ids);
    if (isTimeUp()) return false;
  }
}
