import type { Attempt, Counters, Cursor } from './attempt.ts';
import type { Result } from './document-outcome.ts';
import { leaseEndsAt } from './due.ts';
import { isRegistryError } from './errors.ts';
import { fetchDocuments } from './fetch-documents.ts';
import { failAttempt, finishAttempt } from './finish-attempt.ts';
import type { Harvest } from './harvest.ts';
import { listSource } from './list-source.ts';
import { workKey } from './object-keys.ts';
import { noteOtherForms } from './other-forms.ts';
import type { Plan } from './plan.ts';
import { createProgress } from './progress.ts';
import type { ManifestEntry } from './record.ts';
import type { RunServices } from './run-services.ts';
import { sendSlice } from './send-slice.ts';

/** The attempt a slice belongs to, as it was when the slice began. */
export interface SliceRun {
  harvest: Harvest;
  attempt: Attempt;
}

/** What a slice has added, to be written in one conditional update. */
interface Commit {
  cursor: Cursor;
  counters: Counters;
  /** Token of the results kept in this slice. */
  resultKey?: string;
  plan?: Plan;
  /** What is known of each document from now on. */
  entries?: ManifestEntry[];
}

/**
 * Works on one slice until it has nothing left to do or its time is over. One slice may list, plan, fetch and finish:
 * a small source is done in one.
 */
export async function runSlice(services: RunServices, run: SliceRun): Promise<void> {
  const progress = createProgress(services, run.attempt);
  try {
    const { cursor } = run.attempt;
    if (cursor.phase === 'finish') return await finishAttempt(services, run);
    if (cursor.phase === 'fetch') return await fetchAlong(services, run, { cursor, progress });
    const listed = await listSource(services, run, progress);
    if ('plan' in listed) return await fetchAlong(services, run, { ...listed, progress });
    await commitAndHandOver(services, run, { cursor: listed.cursor, counters: run.attempt.counters });
  } catch (error) {
    const isTheSources = isRegistryError(error) && error.code.startsWith('SOURCE_');
    if (!isTheSources) throw error;
    await failAttempt(services, run.attempt, { code: error.code, message: error.message });
  } finally {
    await progress.stop();
  }
}

interface FetchPhase {
  cursor: Extract<Cursor, { phase: 'fetch' }>;
  plan?: Plan;
  progress: ReturnType<typeof createProgress>;
}

async function fetchAlong(services: RunServices, run: SliceRun, phase: FetchPhase): Promise<void> {
  const { cursor } = phase;
  const plan = phase.plan ?? (await services.objects.getJson<Plan>(cursor.plan_key));
  if (!plan) throw new Error(`The plan ${cursor.plan_key} is gone.`);
  const kept = await fetchDocuments(services, run, {
    plan,
    position: cursor.position,
    onProgress: (done) => phase.progress.report(plan.listed, plan.skipped.length + cursor.position + done),
  });
  const { results } = kept;
  const resultKey = services.newToken();
  if (results.length > 0) await services.objects.putJson(workKey(run.attempt, 'results', resultKey), kept);
  const position = cursor.position + results.length;
  const isDone = position >= plan.fetches.length;
  const commit: Commit = {
    cursor: isDone ? { phase: 'finish', plan_key: cursor.plan_key } : { ...cursor, position },
    counters: addedCounters(run.attempt.counters, phase.plan, results),
    plan,
    entries: [...(phase.plan?.skipped ?? []), ...results.map(({ entry }) => entry)],
    ...(results.length > 0 ? { resultKey } : {}),
  };
  await phase.progress.stop();
  // Finishing a large source takes a while: where the slice's time is over, the next one does it.
  const isTimeOver = services.now() >= services.sliceEndsAtMs;
  if (!isDone || isTimeOver) return await commitAndHandOver(services, run, commit);
  const committed = await commitSlice(services, run, commit);
  if (!committed) return await sendCurrent(services, run);
  await finishAttempt(services, { ...run, attempt: committed }, plan);
}

/** The plan's own counts enter with the slice that made it. */
function addedCounters(before: Counters, newPlan: Plan | undefined, results: Result[]): Counters {
  const counters = { ...before };
  if (newPlan) {
    counters.listed = newPlan.listed;
    counters.unchanged += newPlan.skipped.length;
    for (const entry of newPlan.skipped) counters[entry.error_count > 0 ? 'bad' : 'good'] += 1;
  }
  for (const { entry, change, wasFetched } of results) {
    counters[entry.state] += 1;
    if (change !== 'none') counters[change] += 1;
    if (wasFetched) counters.fetched += 1;
  }
  return counters;
}

async function commitAndHandOver(services: RunServices, run: SliceRun, commit: Commit): Promise<void> {
  const committed = await commitSlice(services, run, commit);
  if (!committed) return await sendCurrent(services, run);
  await sendSlice(services.queue, run.harvest, committed);
}

/** Slice k becomes k + 1, with everything it added, and the lease is renewed. Undefined when somebody else did it first. */
async function commitSlice(services: RunServices, run: SliceRun, commit: Commit): Promise<Attempt | undefined> {
  const { attempt } = run;
  const { counters, plan } = commit;
  const change = {
    slice: attempt.slice + 1,
    cursor: commit.cursor,
    counters,
    result_keys: commit.resultKey ? [...attempt.result_keys, commit.resultKey] : attempt.result_keys,
    ...(plan
      ? {
          progress: { listed: plan.listed, done: counters.good + counters.bad + counters.unreachable },
          notices: noteOtherForms(plan.notices, attempt.notices, commit.entries ?? []),
        }
      : {}),
  } satisfies Partial<Attempt>;
  const isOurs = await services.attempts.update(attempt, change, { slice: attempt.slice, state: 'harvesting' });
  if (!isOurs) return undefined;
  await services.harvests.update(
    attempt.harvest_id,
    { wake_at: leaseEndsAt(services.now(), services.limits) },
    { attempt_id: attempt.attempt_id, harvest_state: 'harvesting' },
  );
  return { ...attempt, ...change };
}

async function sendCurrent(services: RunServices, run: SliceRun): Promise<void> {
  const current = await services.attempts.get(run.attempt.harvest_id, run.attempt.attempt_id);
  if (current?.state === 'harvesting') await sendSlice(services.queue, run.harvest, current);
}
