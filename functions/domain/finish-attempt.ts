import type { Attempt } from './attempt.ts';
import type { Result } from './fetch-document.ts';
import { type FinishServices, finishHarvest } from './finish-harvest.ts';
import { documentKey, manifestKey, workKey } from './object-keys.ts';
import { outcomeOf } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { Manifest } from './record.ts';
import { decideRemovals } from './removals.ts';
import type { RunServices } from './run-services.ts';
import type { SliceRun } from './run-slice.ts';

/**
 * Step 7 of the story of a harvest: removals, manifest, attempt, harvest, in this order. Each is the same when it is
 * done again, because all of it follows from the plan and the committed results.
 */
export async function finishAttempt(services: RunServices, run: SliceRun, known?: Plan): Promise<void> {
  const { attempt, harvest } = run;
  if (attempt.cursor.phase !== 'finish') throw new Error('finishAttempt was called before the plan was done.');
  const plan = known ?? (await services.objects.getJson<Plan>(attempt.cursor.plan_key));
  if (!plan) throw new Error(`The plan ${attempt.cursor.plan_key} is gone.`);

  const removals = decideRemovals(plan, services.limits);
  const removedIds = removals.remove.map((entry) => entry.record_id);
  await services.records.removeAll(harvest._id, removedIds);
  await services.objects.removeAll(removedIds.map((id) => documentKey(harvest._id, id)));

  const entries = [...plan.skipped, ...removals.hold, ...removals.keep];
  for (const key of attempt.result_keys) {
    const results = await services.objects.getJson<Result[]>(workKey(attempt, 'results', key));
    if (!results) throw new Error(`The results ${key} are gone.`);
    for (const { entry } of results) entries.push(entry);
  }
  const manifest: Manifest = { edition: services.metadata.edition, entries };
  await services.objects.putJson(manifestKey(harvest._id, attempt.attempt_id), manifest);

  const counters = { ...attempt.counters, removed: removedIds.length };
  const held = removals.hold.length;
  const ended: Partial<Attempt> = {
    state: outcomeOf({ isComplete: plan.is_complete, counters, held }),
    finished_at: new Date(services.now()).toISOString(),
    counters,
    removals_held: held,
  };
  const now = await endAttempt(services, attempt, ended);
  const previous = harvest.manifest_attempt_id;
  if (previous && previous !== attempt.attempt_id && now?.state === ended.state) {
    await services.objects.removeAll([manifestKey(harvest._id, previous)]);
  }
}

/** Ends an attempt with a reason. The harvest's figures and records stay as they are. */
export async function failAttempt(
  services: FinishServices,
  attempt: Attempt,
  failure: { code: string; message: string },
): Promise<void> {
  await endAttempt(services, attempt, {
    state: 'fail',
    finished_at: new Date(services.now()).toISOString(),
    failure,
  });
}

/** Writes the end of an attempt once, whoever comes first, and then that of the harvest. */
async function endAttempt(
  services: FinishServices,
  attempt: Attempt,
  ended: Partial<Attempt>,
): Promise<Attempt | undefined> {
  await services.attempts.update(attempt, ended, { state: 'harvesting', slice: attempt.slice });
  const now = await services.attempts.get(attempt.harvest_id, attempt.attempt_id);
  if (now?.finished_at) await finishHarvest(services, now);
  return now;
}
