import type { Attempt } from './attempt.ts';
import { knownFamilies, readCommittedResults } from './committed-results.ts';
import type { KnownFamily } from './error-family.ts';
import { type FinishServices, finishHarvest } from './finish-harvest.ts';
import type { Harvest } from './harvest.ts';
import { documentKey, manifestKey, reportKey } from './object-keys.ts';
import { outcomeOf } from './outcome.ts';
import type { Plan } from './plan.ts';
import type { Manifest, ManifestEntry } from './record.ts';
import { decideRemovals } from './removals.ts';
import type { RunServices } from './run-services.ts';
import type { SliceRun } from './run-slice.ts';
import { lastingTombstones, tombstoneOf } from './tombstone.ts';
import { writeReports } from './write-reports.ts';

/**
 * Step 7 of the story of a harvest: reports, removals, manifest, attempt, harvest, in this order. Each is the same when it is
 * done again, because all of it follows from the plan and the committed results.
 */
export async function finishAttempt(services: RunServices, run: SliceRun, known?: Plan): Promise<void> {
  const { attempt, harvest } = run;
  if (attempt.cursor.phase !== 'finish') throw new Error('finishAttempt was called before the plan was done.');
  const plan = known ?? (await services.objects.getJson<Plan>(attempt.cursor.plan_key));
  if (!plan) throw new Error(`The plan ${attempt.cursor.plan_key} is gone.`);

  const found = await readCommittedResults(services.objects, attempt);
  const removals = decideRemovals(plan, services.limits);
  const finishedAt = new Date(services.now()).toISOString();
  const entries = [...plan.skipped, ...removals.hold, ...removals.keep, ...found.entries];
  const since = { since_attempt_id: attempt.attempt_id, since: finishedAt };
  const families = knownFamilies(plan.families, found.families, since);
  const manifest: Manifest = {
    edition: services.metadata.edition,
    entries,
    families: usedFamilies(families, entries),
    tombstones: [
      ...lastingTombstones(plan.tombstones, services.now(), services.limits),
      ...removals.remove.map((entry) => tombstoneOf(entry, finishedAt)),
    ],
    ...(plan.source === undefined ? {} : { source: plan.source }),
  };
  const hasChanges = found.changesReports || removals.remove.length + removals.hold.length > 0;
  const { faulty } = found;
  // Before anything is removed: without what it reads the attempt cannot end, and is not to have taken anything with it.
  const told = { harvest, attempt, finishedAt, entries, families, faulty, hasChanges };
  const report_attempt_id = await writeReports(services, told);
  await removeRecords(services, harvest._id, removals.remove);
  await services.objects.putJson(manifestKey(harvest._id, attempt.attempt_id), manifest);

  const counters = { ...attempt.counters, removed: removals.remove.length };
  const held = removals.hold.length;
  const ended: Partial<Attempt> = {
    state: outcomeOf({ isComplete: plan.is_complete, counters, held }),
    finished_at: finishedAt,
    counters,
    removals_held: held,
    report_attempt_id,
  };
  const now = await endAttempt(services, attempt, ended);
  if (now && now.state === ended.state) await removeSuperseded(services, harvest, now);
}

/** Removes records and their documents. */
export async function removeRecords(services: RunServices, harvestId: string, entries: ManifestEntry[]): Promise<void> {
  const ids = entries.map((entry) => entry.record_id);
  await services.records.removeAll(harvestId, ids);
  await services.objects.removeAll(ids.map((id) => documentKey(harvestId, id)));
}

/** Families that no document shows any more are forgotten: should one come back, it is new again. */
function usedFamilies(families: Record<string, KnownFamily>, entries: ManifestEntry[]): Record<string, KnownFamily> {
  const used = new Set<string>();
  for (const { family_counts, unreachable_family } of entries) {
    for (const [id] of family_counts ?? []) used.add(id);
    if (unreachable_family) used.add(unreachable_family);
  }
  return Object.fromEntries(Object.entries(families).filter(([id]) => used.has(id)));
}

/** Removes what the attempt before left and nothing points to any more. */
async function removeSuperseded(services: RunServices, harvest: Harvest, ended: Attempt): Promise<void> {
  const keys: string[] = [];
  const manifestOf = harvest.manifest_attempt_id;
  if (manifestOf && manifestOf !== ended.attempt_id) {
    keys.push(manifestKey(harvest._id, manifestOf), reportKey(harvest._id, manifestOf, 'families.json.gz'));
  }
  const reportsOf = harvest.report_attempt_id;
  if (reportsOf && reportsOf !== ended.report_attempt_id) {
    for (const file of ['faulty.json.gz', 'report.csv', 'report.sarif'] as const) {
      keys.push(reportKey(harvest._id, reportsOf, file));
    }
  }
  if (keys.length > 0) await services.objects.removeAll(keys);
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
