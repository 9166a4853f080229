import type { Cursor } from './attempt.ts';
import { keepBodies } from './kept-bodies.ts';
import type { ListingState } from './listing.ts';
import { normalUrl } from './normal-url.ts';
import { manifestKey, workKey } from './object-keys.ts';
import { makePlan, mergeRecords, type Plan } from './plan.ts';
import type { createProgress } from './progress.ts';
import type { HarvestRecord, Manifest } from './record.ts';
import type { RunServices } from './run-services.ts';
import type { SliceRun } from './run-slice.ts';

/** The listing goes on in the next slice, or is read and planned. */
export type Listed =
  | { cursor: Extract<Cursor, { phase: 'list' }> }
  | { cursor: Extract<Cursor, { phase: 'fetch' }>; plan: Plan };

/**
 * Steps 3 and 4 of the story of a harvest.
 * @throws `SOURCE_…` when the source's first page cannot be read or is no listing
 */
export async function listSource(
  services: RunServices,
  { harvest, attempt }: SliceRun,
  progress: ReturnType<typeof createProgress>,
): Promise<Listed> {
  const { cursor } = attempt;
  const listingKey = cursor.phase === 'list' ? cursor.listing_key : undefined;
  const from = listingKey ? await services.objects.getJson<ListingState>(listingKey) : undefined;
  const listing = await services.sourceType(harvest.harvest_type).list(harvest.url, from, {
    client: services.client,
    limits: services.limits,
    isTimeUp: () => services.now() >= services.sliceEndsAtMs,
    onProgress: (listed) => progress.report(listed, 0),
    keepBodies: (bodies) => keepBodies(services, attempt, bodies),
  });
  if (listing.cursor !== undefined) {
    const listing_key = workKey(attempt, 'listing', services.newToken());
    await services.objects.putJson(listing_key, listing);
    return { cursor: { phase: 'list', listing_key } };
  }
  const plan = makePlan({
    listing,
    manifest: await knownManifest(services, { harvest, attempt }),
    edition: services.metadata.edition,
    source: `${harvest.harvest_type} ${normalUrl(harvest.url)}`,
    nowMs: services.now(),
    recordId: services.recordId,
  });
  const plan_key = workKey(attempt, 'plan', services.newToken());
  await services.objects.putJson(plan_key, plan);
  return { cursor: { phase: 'fetch', plan_key, position: 0 }, plan };
}

/** What is known of the source: the manifest, completed from the records table where a crash may have left it behind. */
async function knownManifest(services: RunServices, { harvest }: SliceRun): Promise<Manifest | undefined> {
  const manifest = harvest.manifest_attempt_id
    ? await services.objects.getJson<Manifest>(manifestKey(harvest._id, harvest.manifest_attempt_id))
    : undefined;
  const isTrusted = !harvest.manifest_stale && (manifest !== undefined || !harvest.manifest_attempt_id);
  if (isTrusted) return manifest;
  const records: HarvestRecord[] = [];
  for await (const record of services.records.listAll(harvest._id)) records.push(record);
  return mergeRecords(manifest, records, services.metadata.edition);
}
