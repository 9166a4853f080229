import type { Attempt } from './attempt.ts';
import type { Harvest } from './harvest.ts';
import type { HarvestQueue } from './ports.ts';
import { groupOf } from './source-url.ts';

/** Sends the message of the slice that an attempt has come to. */
export async function sendSlice(
  queue: HarvestQueue,
  harvest: Pick<Harvest, '_id' | 'url'>,
  attempt: Pick<Attempt, 'attempt_id' | 'slice' | 'rescue'>,
): Promise<void> {
  const { attempt_id, slice, rescue } = attempt;
  await queue.send(
    { kind: 'harvest', harvest_id: harvest._id, attempt_id, slice },
    { group: groupOf(harvest.url), deduplicationId: `${attempt_id}/${slice}/${rescue}` },
  );
}
