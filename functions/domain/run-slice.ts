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
import type { RunServices } from './run-services.ts';
import { sendSlice } from './send-slice.ts';
import type { SliceResults } from './slice-results.ts';

/** The attempt a slice belongs to, as it was when the slice began. */
export interface SliceRun {
  harvest: Harvest;
  attempt: Attempt;
}

/** What was done since the last commit, to be written in one conditional update. */
interface Commit {
  cursor: Cursor;
  counters: Counters;
  /** Token of the results. */
  resultKey?: string;
  progress?: Attempt['progress'];
  notices?: Attempt['notices'];
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

async function fetchAlong(services: RunServices, run: SliceRun, { progress, ...phase }: FetchPhase): Promise<void> {
  const plan = phase.plan ?? (await services.objects.getJson<Plan>(phase.cursor.plan_key));
  if (!plan) throw new Error(`The plan ${phase.cursor.plan_key} is gone.`);
  const { position } = phase.cursor;
  let along: Along = { ...phase, run, all: plan };
  const kept = await fetchDocuments(services, run, {
    plan,
    position,
    onProgress: (done) => progress.report(plan.listed, plan.skipped.length + position + done),
    commit: async (part) => {
      const commit = await commitOf(services, along, part);
      const committed = await commitSlice(services, along.run, commit);
      if (!committed) return false;
      along = { cursor: commit.cursor, run: { ...run, attempt: committed }, all: plan };
      progress.goOnIn(committed);
      return true;
    },
  });
  await progress.stop();
  if (!kept) return await sendCurrent(services, run);
  const commit = await commitOf(services, along, kept);
  const isDone = commit.cursor.position >= plan.fetches.length;
  const { listed, skipped } = plan;
  const last: Commit = {
    ...commit,
    ...(isDone ? { cursor: { phase: 'finish', plan_key: commit.cursor.plan_key } } : {}),
    progress: { listed, done: skipped.length + commit.cursor.position },
  };
  // Finishing a large source takes a while: where the slice's time is over, the next one does it.
  const isTimeOver = services.now() >= services.sliceEndsAtMs;
  if (!isDone || isTimeOver) return await commitAndHandOver(services, along.run, last);
  const committed = await commitSlice(services, along.run, last);
  if (!committed) return await sendCurrent(services, run);
  await finishAttempt(services, { ...run, attempt: committed }, plan);
}

/** How far a worker has committed the fetches of a plan. */
interface Along extends Pick<FetchPhase, 'cursor' | 'plan'> {
  run: SliceRun;
  /** The plan, also where it was made and counted before; `plan` is there until it is counted. */
  all: Plan;
}

/** Keeps results, and makes of them what one write commits. */
async function commitOf(services: RunServices, along: Along, kept: SliceResults) {
  const { cursor, plan, run, all } = along;
  const { results } = kept;
  const resultKey = services.newToken();
  if (results.length > 0) await services.objects.putJson(workKey(run.attempt, 'results', resultKey), kept);
  const entries = [...(plan?.skipped ?? []), ...results.map(({ entry }) => entry)];
  return {
    cursor: { ...cursor, position: cursor.position + results.length },
    counters: addedCounters(run.attempt.counters, plan, results),
    notices: noteOtherForms(all.notices, run.attempt.notices, entries),
    ...(results.length > 0 ? { resultKey } : {}),
  } satisfies Commit;
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
  const { resultKey, ...rest } = commit;
  const change = {
    ...rest,
    slice: attempt.slice + 1,
    result_keys: resultKey ? [...attempt.result_keys, resultKey] : attempt.result_keys,
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
