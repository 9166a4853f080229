import { type Actor, type AuditServices, audited } from './audit.ts';
import { auditedHarvest } from './audited-harvest.ts';
import { sendDeletion } from './delete-slice.ts';
import { RegistryError } from './errors.ts';
import { findHarvest } from './find-harvest.ts';
import type { Harvest } from './harvest.ts';
import type { Limits } from './limits.ts';
import type { HarvestQueue, HarvestStore } from './ports.ts';

/** What deleting a harvest needs. */
export interface DeleteServices extends AuditServices {
  harvests: HarvestStore;
  queue: HarvestQueue;
  limits: Limits;
}

/**
 * Marks a harvest as one that is to go, and has the worker take away what it has. What is under way ends with its slice,
 * which the message waits for, being of the same group. From the mark on the schedule sees to it that it gets done.
 * @throws `HARVEST_NOT_FOUND`
 */
export async function deleteHarvest(services: DeleteServices, id: string, actor: Actor): Promise<Harvest> {
  const seen = await findHarvest(services.harvests, id);
  if (seen.harvest_state === 'deleting') return seen;
  const intent = { subject: `harvest#${id}`, actor, action: 'delete-harvest', before: auditedHarvest(seen) };
  return await audited(services, intent, async () => {
    const marked = await mark(services, id);
    await sendDeletion(services, marked);
    return marked;
  });
}

async function mark(services: DeleteServices, id: string): Promise<Harvest> {
  for (;;) {
    const harvest = await findHarvest(services.harvests, id);
    if (harvest.harvest_state === 'deleting') return harvest;
    const change = {
      harvest_state: 'deleting',
      wake_at: new Date(services.now()).toISOString(),
      next_attempt_id: undefined,
      next_attempt_trigger: undefined,
      next_attempt_created_at: undefined,
    } as const;
    const expected = { harvest_state: harvest.harvest_state, wake_at: harvest.wake_at, url: harvest.url };
    if (await services.harvests.update(id, change, expected)) {
      return { ...harvest, harvest_state: change.harvest_state, wake_at: change.wake_at };
    }
  }
}

/** The refusal of everything that somebody wants of a harvest that is to go. */
export function beingDeleted({ _id }: Pick<Harvest, '_id'>): RegistryError {
  return new RegistryError('HARVEST_DELETING', `The harvest ${_id} is being deleted.`);
}
