import { askForDocument } from './ask-for-document.ts';
import { isRegistryError } from './errors.ts';
import { keptErrors } from './kept-errors.ts';
import { isComplete, type ListedDocument } from './listing.ts';
import type { KeptBody, ProbeMessage, ProbeStore } from './ports.ts';
import type { Probe, ProbeResult, SampledDocument } from './probe.ts';
import type { RunServices } from './run-services.ts';
import { withoutUserInfo } from './source-url.ts';

/** What looking at a source works with. */
export type RunProbeServices = Pick<RunServices, 'client' | 'limits' | 'metadata' | 'now' | 'sourceType'> & {
  probes: ProbeStore;
  sliceEndsAtMs: number;
};

/** Remarks on a listing that are told of a probe. */
const maxNotices = 20;

/** Acts on the message of a probe: reads the listing, validates the sample, and writes down what was found. */
export async function runProbe(services: RunProbeServices, message: ProbeMessage): Promise<void> {
  const probe = await services.probes.get(message.probe_id);
  if (probe?.state !== 'pending') return;
  const finished = (change: Partial<Probe>) =>
    services.probes.update(probe, { ...change, finished_at: new Date(services.now()).toISOString() });
  try {
    await finished({ state: 'ok', result: await look(services, probe) });
  } catch (error) {
    if (!isRegistryError(error) || !error.code.startsWith('SOURCE_')) throw error;
    await finished({ state: 'fail', failure: { code: error.code, message: error.message } });
  }
}

async function look(services: RunProbeServices, probe: Probe): Promise<ProbeResult> {
  const { limits, now } = services;
  const startedAtMs = now();
  const endsAtMs = Math.min(startedAtMs + limits.probeBudgetMs, services.sliceEndsAtMs);
  const kept = keeperOf(probe.sample_size);
  const listing = await services.sourceType(probe.harvest_type).list(probe.url, undefined, {
    client: services.client,
    limits,
    isTimeUp: () => now() >= endsAtMs,
    onProgress: () => {},
    keepBodies: kept.keep,
  });
  const seconds = (now() - startedAtMs) / 1000;
  const chosen = kept.bodies.size > 0 ? [...kept.bodies.keys()] : sampleOf(listing.documents, probe.sample_size);
  return {
    ...(listing.kind ? { listing_kind: listing.kind } : {}),
    documents: listing.documents.length,
    is_complete: isComplete(listing),
    seconds,
    notices: [...listing.failures, ...listing.notices].slice(0, maxNotices),
    ...(probe.sample_size > 0 ? { sample: await validateAll(services, probe, { chosen, bodies: kept.bodies }) } : {}),
  };
}

/** Documents that come with their listing are kept here, as many as the sample has. */
function keeperOf(size: number) {
  const bodies = new Map<string, Uint8Array>();
  const keep = async (page: KeptBody[]): Promise<string> => {
    for (const { url, bytes } of page) if (bodies.size < size) bodies.set(url, bytes.slice());
    return 'sample';
  };
  return { bodies, keep };
}

/** Documents spread over the whole listing: neighbours often have the same faults. */
function sampleOf(documents: ListedDocument[], size: number): string[] {
  const step = Math.max(1, documents.length / Math.max(1, size));
  const places = Array.from({ length: Math.min(size, documents.length) }, (_, at) => Math.floor(at * step));
  return places.flatMap((place) => documents[place]?.url ?? []);
}

async function validateAll(
  services: RunProbeServices,
  probe: Probe,
  { chosen, bodies }: { chosen: string[]; bodies: Map<string, Uint8Array> },
): Promise<SampledDocument[]> {
  const sampled: SampledDocument[] = [];
  let next = 0;
  const workAlong = async () => {
    while (next < chosen.length && services.now() < services.sliceEndsAtMs) {
      const at = next++;
      sampled[at] = await validateOne(services, probe, { url: chosen[at] as string, bodies });
    }
  };
  const atOnce = Math.min(probe.connections ?? services.limits.connectionsPerHost, chosen.length);
  await Promise.all(Array.from({ length: atOnce }, workAlong));
  return sampled.filter((one) => one !== undefined);
}

async function validateOne(
  services: RunProbeServices,
  probe: Probe,
  { url, bodies }: { url: string; bodies: Map<string, Uint8Array> },
): Promise<SampledDocument> {
  const shown = { url: withoutUserInfo(url) };
  try {
    const bytes = bodies.get(url) ?? (await fetchOne(services, probe, url));
    const { verdict, summary } = services.metadata.inspect(bytes);
    const { maxErrorsSampled, maxErrorBytesSampled } = services.limits;
    const room = { ...services.limits, maxErrorsKept: maxErrorsSampled, maxErrorBytesKept: maxErrorBytesSampled };
    return {
      ...shown,
      valid: verdict.valid,
      error_count: verdict.error_count,
      errors: keptErrors(verdict.errors, room),
      ...(summary.title ? { title: summary.title.slice(0, maxTitleLength) } : {}),
    };
  } catch (error) {
    if (!isRegistryError(error) || !error.code.startsWith('SOURCE_')) throw error;
    return { ...shown, failure: { code: error.code, message: error.message } };
  }
}

const maxTitleLength = 500;

async function fetchOne(services: RunProbeServices, probe: Probe, url: string): Promise<Uint8Array> {
  const bodies = () => Promise.reject(new Error('The sample has no kept documents.'));
  const planned = { url, record_id: '' };
  const { body } = await askForDocument(services, { harvest: probe }, { planned, bodies, headers: {} });
  return body;
}
