import type { Limits } from './limits.ts';
import type { Clock, HarvestQueue, ProbeStore } from './ports.ts';
import type { Probe, ProbedSource } from './probe.ts';
import { groupOf } from './source-url.ts';

/** What looking at a source before it is registered needs. */
export interface ProbeServices {
  probes: ProbeStore;
  queue: HarvestQueue;
  now: Clock;
  limits: Limits;
  newToken(): string;
  /** SHA-256 in hex. */
  sha256(text: string): string;
}

/** What somebody wants to know. */
export interface ProbeQuestion {
  source: ProbedSource;
  /** Id of the user, or `operator`. */
  askedBy: string;
  /** Documents to fetch and validate; 0 without a dry run. */
  sampleSize: number;
}

/** Pause between two looks at a probe, ms. */
const lookEveryMs = 300;

/** The probe that was begun for this question, unless its answer was told already. */
export async function findProbe(services: ProbeServices, question: ProbeQuestion): Promise<Probe | undefined> {
  const probe = await services.probes.get(probeIdOf(services, question));
  return probe?.is_told ? undefined : probe;
}

/**
 * Has the worker look at a source, in turn with the harvests of the same host. Safe to repeat: the message of a probe that
 * is under way is sent again, and the queue drops it.
 */
export async function askForProbe(
  services: ProbeServices,
  question: ProbeQuestion,
  { harvestId, found }: { harvestId?: string; found: Probe | undefined },
): Promise<Probe> {
  const probe = found ?? newProbe(services, question, harvestId);
  if (!found) await services.probes.put(probe);
  if (probe.state === 'pending') {
    await services.queue.send(
      { kind: 'probe', probe_id: probe.probe_id },
      { group: groupOf(probe.url), deduplicationId: `probe/${probe.token}` },
    );
  }
  return probe;
}

/** Waits until a probe has an answer, or the time is over. */
export async function awaitProbe(services: ProbeServices, probe: Probe, endsAtMs: number): Promise<Probe> {
  let current = probe;
  for (;;) {
    const leftMs = endsAtMs - services.now();
    if (current.state !== 'pending' || leftMs <= 0) return current;
    await new Promise((resolve) => setTimeout(resolve, Math.min(lookEveryMs, leftMs)));
    current = (await services.probes.get(probe.probe_id)) ?? current;
  }
}

function newProbe(services: ProbeServices, question: ProbeQuestion, harvestId: string | undefined): Probe {
  const { limits, now } = services;
  const nowMs = now();
  return {
    ...question.source,
    probe_id: probeIdOf(services, question),
    token: services.newToken(),
    asked_by: question.askedBy,
    ...(harvestId ? { harvest_id: harvestId } : {}),
    sample_size: question.sampleSize,
    state: 'pending',
    created_at: new Date(nowMs).toISOString(),
    expires_at_epoch_seconds: Math.ceil((nowMs + limits.probeKeptMs) / 1000),
  };
}

/** Whoever repeats a question gets the answer to it; nobody gets that of another. */
function probeIdOf(services: ProbeServices, { source, askedBy, sampleSize }: ProbeQuestion): string {
  const { url, harvest_type, connections, ignore_robots } = source;
  const question = JSON.stringify([askedBy, url, harvest_type, connections ?? 0, ignore_robots ?? false, sampleSize]);
  return services.sha256(question).slice(0, 32);
}
