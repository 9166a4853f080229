import type { Attempt, RemovalsDecision } from './attempt.ts';
import { RegistryError } from './errors.ts';
import { removeRecords } from './finish-attempt.ts';
import type { Harvest } from './harvest.ts';
import { manifestKey } from './object-keys.ts';
import { outcomeOf } from './outcome.ts';
import type { AttemptStore, HarvestQueue, RemovalsMessage } from './ports.ts';
import type { Manifest } from './record.ts';
import type { RunServices } from './run-services.ts';
import { groupOf } from './source-url.ts';
import { tombstoneOf } from './tombstone.ts';

/**
 * Notes what somebody decided on the held removals of an attempt, and has the worker act on it, in turn with the
 * harvests of the same host. The decision covers the records that this attempt's manifest holds, and no others.
 * @throws `ATTEMPT_NOT_NEWEST`, `NO_REMOVALS_HELD`, `REMOVALS_DECIDED`
 */
export async function decideOnRemovals(
  { attempts, queue }: { attempts: AttemptStore; queue: HarvestQueue },
  { harvest, attempt }: { harvest: Harvest; attempt: Attempt },
  decision: RemovalsDecision,
): Promise<RemovalsDecision> {
  if (harvest.attempt_id !== attempt.attempt_id || harvest.harvest_state !== 'idle') {
    throw new RegistryError(
      'ATTEMPT_NOT_NEWEST',
      'Only the newest attempt can be decided on, and only when it has ended: look at what the newest one holds.',
    );
  }
  const made = attempt.removals_decision;
  if (made && made.decision !== decision.decision) {
    throw new RegistryError('REMOVALS_DECIDED', `It was decided at ${made.decided_at} already: ${made.decision}.`);
  }
  if (!made && attempt.removals_held === 0) {
    throw new RegistryError('NO_REMOVALS_HELD', 'This attempt holds no removals back.');
  }
  if (!made && !(await attempts.update(attempt, { removals_decision: decision }, { removals_decision: undefined }))) {
    throw new RegistryError('REMOVALS_DECIDED', 'Somebody else has decided at this very moment.');
  }
  const { harvest_id, attempt_id } = attempt;
  await queue.send(
    { kind: 'removals', harvest_id, attempt_id },
    { group: groupOf(harvest.url), deduplicationId: `${attempt_id}/removals` },
  );
  return made ?? decision;
}

/**
 * Acts on a decision. No attempt of this harvest can be at work meanwhile, because its messages are in the same group; one
 * that is between two slices has planned with these records, so the decision is then outdated.
 */
export async function applyRemovalsDecision(services: RunServices, message: RemovalsMessage): Promise<void> {
  const { harvest_id, attempt_id } = message;
  const harvest = await services.harvests.get(harvest_id);
  const attempt = await services.attempts.get(harvest_id, attempt_id);
  const decision = attempt?.removals_decision;
  if (!harvest || harvest.harvest_state === 'deleting' || !attempt || !decision || decision.outcome) return;
  const key = manifestKey(harvest_id, attempt_id);
  const isInForce = harvest.manifest_attempt_id === attempt_id && harvest.harvest_state !== 'harvesting';
  const manifest = isInForce ? await services.objects.getJson<Manifest>(key) : undefined;
  if (!manifest) {
    await services.attempts.update(attempt, { removals_decision: { ...decision, outcome: 'outdated' } }, {});
    return;
  }
  await services.objects.putJson(key, await decidedManifest(services, manifest, { harvest, decision }));
  const held = attempt.removals_held;
  const removed = decision.decision === 'apply' ? held : 0;
  const counters = { ...attempt.counters, removed: attempt.counters.removed + removed };
  const state = outcomeOf({ isComplete: true, counters, held: 0 }); // a listing that is not complete holds nothing
  const change = { state, counters, removals_held: 0, removals_decision: { ...decision, outcome: 'done' as const } };
  await services.attempts.update(attempt, change, { removals_held: held });
  await services.harvests.update(harvest_id, { last_harvest_status: state }, { manifest_attempt_id: attempt_id });
}

/** Without the held records, or with their count of listings begun anew. */
async function decidedManifest(
  services: RunServices,
  manifest: Manifest,
  { harvest, decision }: { harvest: Harvest; decision: RemovalsDecision },
): Promise<Manifest> {
  const held = manifest.entries.filter((entry) => entry.missing_listings !== undefined);
  const others = manifest.entries.filter((entry) => entry.missing_listings === undefined);
  if (decision.decision === 'keep') {
    return { ...manifest, entries: [...others, ...held.map((entry) => ({ ...entry, missing_listings: 0 }))] };
  }
  await removeRecords(services, harvest._id, held);
  const removedAt = new Date(services.now()).toISOString();
  const tombstones = [...(manifest.tombstones ?? []), ...held.map((entry) => tombstoneOf(entry, removedAt))];
  return { ...manifest, entries: others, tombstones };
}
