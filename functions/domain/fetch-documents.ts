import { createBodyRoom } from './body-room.ts';
import { fetchDocument, timedOut } from './fetch-document.ts';
import { createKeptBodies } from './kept-bodies.ts';
import type { Plan } from './plan.ts';
import { createRecordWriter } from './record-writer.ts';
import type { RunServices } from './run-services.ts';
import type { SliceRun } from './run-slice.ts';
import { createSliceResults, type SliceResults } from './slice-results.ts';

/** Where along the plan a slice goes on. */
export interface FetchRun {
  plan: Plan;
  position: number;
  /** Called with the number of documents done in this slice. */
  onProgress(done: number): void;
  /**
   * Commits what was done since the last time, so that a worker that is killed loses seconds of work and no more. False:
   * somebody else has done it, and this worker is not to go on.
   */
  commit(part: SliceResults): Promise<boolean>;
}

/** Time kept back from the end of the process for the final writes of a slice, ms. */
const reserveMs = 5_000;

/**
 * Documents that may be waiting to be judged and written while the connections are busy with the next ones; and the bytes
 * of such documents, beyond which no other one is asked for.
 */
const documentsBetween = 16;
const maxBytesBetween = 32 * 1024 * 1024;

/**
 * Fetches, validates and keeps documents along the plan, several at a time, until the plan ends or the time is over.
 * What was kept behind a gap is done again by the next slice, with the same result.
 * @returns what is not committed yet; undefined when somebody else works on the slice
 */
export async function fetchDocuments(
  services: RunServices,
  run: SliceRun,
  from: FetchRun,
): Promise<SliceResults | undefined> {
  const { plan, position, onProgress } = from;
  const { limits, now } = services;
  const writer = createRecordWriter(services.records);
  const bodies = createKeptBodies(services, run.attempt);
  const room = createBodyRoom(maxBytesBetween);
  const results = createSliceResults(services, run.attempt);
  let firstStartedAtMs = Number.POSITIVE_INFINITY;
  let next = position;
  let done = 0;
  let isStopped = false;
  let isOvertaken = false;
  let committedAtMs = now();
  let committing: Promise<void> | undefined;

  const isCommitDue = () =>
    results.lengthSinceCut() >= limits.commitEveryDocuments && now() - committedAtMs >= limits.commitEveryMs;
  const commit = async () => {
    const part = await results.cut();
    await writer.flush();
    isOvertaken = !(await from.commit(part));
    isStopped ||= isOvertaken;
    committedAtMs = now();
    committing = undefined;
  };

  const workAlong = async () => {
    for (;;) {
      await room.untilFree();
      if (isStopped || next >= plan.fetches.length || now() >= services.sliceEndsAtMs) return;
      const at = next++;
      const planned = plan.fetches[at];
      if (!planned) return;
      if (at === position) firstStartedAtMs = now();
      const outcome = await fetchDocument(services, run, { planned, knownEdition: plan.known_edition, bodies, room });
      if (isStopped || !outcome) return;
      if (outcome.record) await writer.add(outcome.record);
      await results.add(at - position, outcome);
      onProgress(++done);
      if (committing || !isCommitDue()) continue;
      committing = commit();
      await committing;
    }
  };
  try {
    // The client bounds what is under way at the host: whoever is not there is judging, writing or waiting for a turn.
    const length = (run.harvest.connections ?? limits.connectionsPerHost) + documentsBetween;
    await untilStop(Promise.all(Array.from({ length }, workAlong)), services);
  } finally {
    isStopped = true;
  }
  await committing;
  if (isOvertaken) return undefined;

  const planned = plan.fetches[position];
  const hadItsTime = now() - firstStartedAtMs >= limits.fetchTimeoutMs;
  if (results.length() === 0 && planned && hadItsTime) {
    const outcome = await timedOut(services, run, planned);
    if (outcome.record) await writer.add(outcome.record);
    await results.add(0, outcome);
  }
  const kept = await results.end();
  await writer.flush();
  return kept;
}

/** Waits for work, but not into the time that the slice's last writes need. */
async function untilStop(work: Promise<unknown>, services: RunServices): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const leftMs = Math.max(0, services.stopsAtMs - reserveMs - services.now());
  const stop = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, leftMs);
  });
  try {
    await Promise.race([work, stop]);
  } finally {
    clearTimeout(timer);
  }
}
