import { askForDocument } from './ask-for-document.ts';
import type { BodyRoom } from './body-room.ts';
import { keptOutcome, type Outcome, unchangedOutcome, unreachableOutcome } from './document-outcome.ts';
import { isRegistryError } from './errors.ts';
import type { KeptBodies } from './kept-bodies.ts';
import { isVerdictKnown, type PlannedFetch } from './plan.ts';
import type { ManifestEntry } from './record.ts';
import type { RunServices } from './run-services.ts';
import type { SliceRun } from './run-slice.ts';
import { withoutUserInfo } from './source-url.ts';

interface FetchTask {
  planned: PlannedFetch;
  knownEdition: string | undefined;
  bodies: KeptBodies;
  room: BodyRoom;
}

/**
 * Step 5 of the story of a harvest, for one document. Failures of the provider become an `unreachable` result; undefined
 * when our own time was over first, which says nothing of the provider.
 */
export async function fetchDocument(
  services: RunServices,
  run: SliceRun,
  task: FetchTask,
): Promise<Outcome | undefined> {
  const { planned } = task;
  const isEditionKnown = task.knownEdition === services.metadata.edition;
  const known = planned.known && isEditionKnown && isVerdictKnown(planned.known) ? planned.known : undefined;
  let letGo: (() => void) | undefined;
  try {
    const headers = known ? conditionsOf(known) : {};
    const answer = await askForDocument(services, run, { planned, bodies: task.bodies, headers });
    letGo = task.room.hold(answer.body.length);
    if (answer.status === 304 && known) return await unchangedOutcome(services, run, { planned, known, answer });
    const hash = services.sha256(answer.body);
    if (known?.hash_val === hash) return await unchangedOutcome(services, run, { planned, known, answer });
    return await keptOutcome(services, run, { planned, answer, hash });
  } catch (error) {
    if (!isRegistryError(error) || !error.code.startsWith('SOURCE_')) throw error;
    if (error.details.timeIsUp) return undefined;
    return await unreachableOutcome(services, run, { planned, failure: { code: error.code, message: error.message } });
  } finally {
    letGo?.();
  }
}

/** The outcome of a document whose provider used up all the time that a slice has. */
export async function timedOut(services: RunServices, run: SliceRun, planned: PlannedFetch): Promise<Outcome> {
  const message = `${withoutUserInfo(planned.url)} did not arrive in the time of a whole slice.`;
  return await unreachableOutcome(services, run, { planned, failure: { code: 'SOURCE_TIMEOUT', message } });
}

function conditionsOf(known: ManifestEntry): Record<string, string> {
  return {
    ...(known.etag ? { 'if-none-match': known.etag } : {}),
    ...(known.last_modified ? { 'if-modified-since': known.last_modified } : {}),
  };
}
