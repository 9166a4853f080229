import { askForProbe, awaitProbe, findProbe, type ProbeQuestion, type ProbeServices } from './ask-for-probe.ts';
import { type Actor, type AuditServices, audited } from './audit.ts';
import { auditedHarvest } from './audited-harvest.ts';
import { claimUrl, releaseUnlessStored } from './claim-url.ts';
import { type CreateServices, type NewHarvest, storedUrl, storeHarvest } from './create-harvest.ts';
import { isRegistryError, RegistryError } from './errors.ts';
import { findOrganization } from './find-organization.ts';
import type { Harvest } from './harvest.ts';
import type { Probe, ProbedSource } from './probe.ts';

/** What registering a source after a look at it needs. */
export interface RegisterServices extends AuditServices, ProbeServices, Omit<CreateServices, 'nowMs'> {}

/** Who asks, how long he waits, and whether the source is registered whatever is there. */
export interface RegisterOptions {
  actor: Actor;
  endsAtMs: number;
  force: boolean;
}

/** A harvest, or the look at its source that is not over. */
export type Registered = { harvest: Harvest; probe: Probe } | { pending: Probe };

/**
 * Registers a source: claims its URL, has the worker look at it, and writes the harvest. When the look takes longer than
 * is waited, nothing is written: the same request again goes on where this one ended.
 * @throws `SOURCE_URL_INVALID`, `ORGANIZATION_NOT_FOUND`, `ORGANIZATION_CLOSING`, `URL_TAKEN`, `PROBE_FAILED`
 */
export async function registerHarvest(
  services: RegisterServices,
  said: NewHarvest,
  options: RegisterOptions,
): Promise<Registered> {
  const input = { ...said, url: storedUrl(said.url) };
  await findOrganization(services.organizations, input.organization_id, 'organization_id');
  const question = questionOf(input, options.actor, 0);
  const found = await findProbe(services, question);
  const harvestId = found?.harvest_id ?? services.newId();
  const intent = { subject: `harvest#${harvestId}`, action: 'create-harvest', after: auditedHarvest(input) };
  return await unlessPending(
    audited(services, { ...intent, actor: options.actor }, async () => {
      await claimUrl(services, { url: input.url, harvestId, nowMs: services.now() });
      const probe = await answeredProbe(services, question, { harvestId, found, ...options });
      if (probe.state === 'fail' && !options.force) {
        await releaseUnlessStored(services, { url: input.url, harvestId, nowMs: services.now() });
        throw probeFailed(probe);
      }
      const harvest = await storeHarvest({ ...services, nowMs: services.now() }, input, harvestId);
      return { harvest, probe };
    }),
  );
}

/**
 * Looks at a source and validates a sample of it. Nothing is claimed, and nothing stored but the answer, for a while.
 * @throws `PROBE_FAILED`
 */
export async function tryHarvest(
  services: ProbeServices,
  said: NewHarvest,
  { actor, endsAtMs }: Pick<RegisterOptions, 'actor' | 'endsAtMs'>,
): Promise<{ probe: Probe } | { pending: Probe }> {
  const question = questionOf({ ...said, url: storedUrl(said.url) }, actor, services.limits.probeSample);
  const found = await findProbe(services, question);
  return await unlessPending(
    answeredProbe(services, question, { found, endsAtMs, force: false }).then((probe) => {
      if (probe.state === 'fail') throw probeFailed(probe);
      return { probe };
    }),
  );
}

/**
 * The answer to a question; with force, whatever there is when the time is over.
 * @throws `PROBE_PENDING` when it has none in time
 */
export async function answeredProbe(
  services: ProbeServices,
  question: ProbeQuestion,
  {
    harvestId,
    found,
    endsAtMs,
    force,
  }: { harvestId?: string; found: Probe | undefined; endsAtMs: number; force: boolean },
): Promise<Probe> {
  const asked = await askForProbe(services, question, { found, ...(harvestId ? { harvestId } : {}) });
  const probe = await awaitProbe(services, asked, endsAtMs);
  if (probe.state === 'pending' && !force) {
    throw new RegistryError('PROBE_PENDING', 'The look at the source is not over.', { details: { probe } });
  }
  await services.probes.update(probe, { is_told: true });
  return probe;
}

/** What is asked for somebody of a source. */
export function questionOf(input: ProbedSource, actor: Actor, sampleSize: number): ProbeQuestion {
  const { url, harvest_type, connections, ignore_robots } = input;
  const wishes = { ...(connections ? { connections } : {}), ...(ignore_robots ? { ignore_robots } : {}) };
  return { source: { url, harvest_type, ...wishes }, askedBy: actor.user_id ?? actor.kind, sampleSize };
}

/** The refusal of a source that cannot be harvested. */
export function probeFailed({ failure }: Probe): RegistryError {
  const why = failure?.message ?? 'It could not be read.';
  const message = `The source cannot be harvested as it is: ${why} With "force" it is registered all the same.`;
  return new RegistryError('PROBE_FAILED', message, { details: { failure } });
}

/** What the look at a source held up is told, and not thrown. */
export async function unlessPending<T>(work: Promise<T>): Promise<T | { pending: Probe }> {
  try {
    return await work;
  } catch (error) {
    if (isRegistryError(error, 'PROBE_PENDING')) return { pending: error.details.probe as Probe };
    throw error;
  }
}
