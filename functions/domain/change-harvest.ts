import { findProbe } from './ask-for-probe.ts';
import { audited, fieldsBefore } from './audit.ts';
import { auditedHarvest } from './audited-harvest.ts';
import { claimOf, claimUrl } from './claim-url.ts';
import { storedUrl } from './create-harvest.ts';
import { beingDeleted } from './delete-harvest.ts';
import { nextDueAt } from './due.ts';
import { RegistryError } from './errors.ts';
import { findHarvest } from './find-harvest.ts';
import { confirmOrganization } from './find-organization.ts';
import type { Harvest } from './harvest.ts';
import type { Nullable } from './ports.ts';
import type { Probe } from './probe.ts';
import {
  answeredProbe,
  probeFailed,
  questionOf,
  type RegisterOptions,
  type RegisterServices,
  unlessPending,
} from './register-harvest.ts';

/** What may be changed of a harvest; undefined removes a value. */
export type HarvestChange = Partial<
  Pick<Harvest, 'name' | 'url' | 'harvest_type' | 'organization_id' | 'publish' | 'harvest_interval'> &
    Nullable<Required<Pick<Harvest, 'harvest_contact' | 'connections' | 'ignore_robots'>>>
>;

/** What changing a harvest needs. */
export interface ChangeServices extends RegisterServices {
  /** In [0, 1). */
  random(): number;
}

/** Who changes it, and whether he may: asked again each time that somebody else was faster. */
export interface ChangeOptions extends RegisterOptions {
  /** @throws `FORBIDDEN` */
  requireRight(harvest: Harvest): void;
}

/** A changed harvest, or the look at its new source that is not over. */
export type Changed = { harvest: Harvest; probe?: Probe } | { pending: Probe };

/**
 * Changes what is said of a harvest. Another URL or type is looked at first, as that of a new harvest is, and is not
 * possible while an attempt runs. Whoever else changes the same fields meanwhile wins or loses as a whole.
 * @throws `HARVEST_NOT_FOUND`, `HARVEST_DELETING`, `HARVEST_UNDER_WAY`, `FORBIDDEN`, `URL_TAKEN`, `PROBE_FAILED`,
 *   `SOURCE_URL_INVALID`, `ORGANIZATION_NOT_FOUND`, `ORGANIZATION_CLOSING`
 */
export async function changeHarvest(
  services: ChangeServices,
  id: string,
  { change: said, ...options }: ChangeOptions & { change: HarvestChange },
): Promise<Changed> {
  const change = said.url === undefined ? said : { ...said, url: storedUrl(said.url) };
  const seen = await findHarvest(services.harvests, id);
  options.requireRight(seen);
  const after = auditedHarvest(change);
  const before = fieldsBefore(auditedHarvest(seen), after);
  const intent = { subject: `harvest#${id}`, actor: options.actor, action: 'change-harvest', before, after };
  return await unlessPending(audited(services, intent, () => changeAsSeen(services, { id, change }, options)));
}

async function changeAsSeen(
  services: ChangeServices,
  { id, change }: { id: string; change: HarvestChange },
  options: ChangeOptions,
): Promise<Changed> {
  let probe: Probe | undefined;
  for (;;) {
    const harvest = await findHarvest(services.harvests, id);
    options.requireRight(harvest);
    if (harvest.harvest_state === 'deleting') throw beingDeleted(harvest);
    if (change.organization_id !== undefined && change.organization_id !== harvest.organization_id) {
      await confirmOrganization(services, change.organization_id);
    }
    const moves = isMoved(harvest, change);
    if (moves && harvest.harvest_state !== 'idle') throw underWay(harvest);
    if (moves) probe ??= await probeMoved(services, { harvest, change }, options);
    const changed = await writeChange(services, harvest, change);
    if (!changed) continue;
    if (claimOf(changed.url) !== claimOf(harvest.url)) await services.claims.release(claimOf(harvest.url), id);
    if (changed.organization_id !== harvest.organization_id) await confirmMove(services, { harvest, changed });
    return { harvest: changed, ...(probe ? { probe } : {}) };
  }
}

/** Another place, or another way to read it. */
function isMoved(harvest: Harvest, { url, harvest_type }: HarvestChange): boolean {
  const isElsewhere = url !== undefined && url !== harvest.url;
  return isElsewhere || (harvest_type !== undefined && harvest_type !== harvest.harvest_type);
}

/** Claims the new URL and looks at what is there; the claim goes again when that is refused. */
async function probeMoved(
  services: ChangeServices,
  { harvest, change }: { harvest: Harvest; change: HarvestChange },
  options: ChangeOptions,
): Promise<Probe> {
  const { _id: harvestId } = harvest;
  const { ignore_robots, connections, ...others } = { ...harvest, ...change };
  const wishes = { ...(connections ? { connections } : {}), ...(ignore_robots ? { ignore_robots } : {}) };
  const source = { ...others, ...wishes };
  await claimUrl(services, { url: source.url, harvestId, nowMs: services.now() });
  const question = questionOf(source, options.actor, 0);
  const found = await findProbe(services, question);
  const probe = await answeredProbe(services, question, { found, harvestId, ...options });
  if (probe.state !== 'fail' || options.force) return probe;
  if (claimOf(source.url) !== claimOf(harvest.url)) await services.claims.release(claimOf(source.url), harvestId);
  throw probeFailed(probe);
}

/** One conditional update; undefined when the harvest is not as seen any more. */
async function writeChange(
  services: ChangeServices,
  harvest: Harvest,
  change: HarvestChange,
): Promise<Harvest | undefined> {
  const written = { ...change, ...wakeChange(services, harvest, change) };
  const expected = {
    harvest_state: harvest.harvest_state,
    wake_at: harvest.wake_at,
    url: harvest.url,
    harvest_type: harvest.harvest_type,
    organization_id: harvest.organization_id,
    publish: harvest.publish,
    harvest_interval: harvest.harvest_interval,
  };
  if (!(await services.harvests.update(harvest._id, written, expected))) return undefined;
  return (await services.harvests.get(harvest._id)) ?? harvest;
}

/** When an idle harvest is due next, where that follows from what changes; one under way finds out at its end. */
function wakeChange(
  services: ChangeServices,
  harvest: Harvest,
  change: HarvestChange,
): Partial<Nullable<Pick<Harvest, 'wake_at'>>> {
  const { publish, harvest_interval, last_started_at } = { ...harvest, ...change };
  const isSame = publish === harvest.publish && harvest_interval === harvest.harvest_interval;
  const moves = isMoved(harvest, change);
  if (harvest.harvest_state !== 'idle' || (isSame && !moves)) return {};
  if (!publish) return { wake_at: undefined };
  const nowMs = services.now();
  const now = new Date(nowMs).toISOString();
  if (moves || last_started_at === undefined) return { wake_at: now };
  const { limits } = services;
  const due = nextDueAt({ publish, harvest_interval }, Date.parse(last_started_at), {
    limits,
    random: services.random(),
  });
  return { wake_at: due !== undefined && due > now ? due : now };
}

/** The organization may have been removed in this very moment: the harvest then goes back to the one it had. */
async function confirmMove(
  services: ChangeServices,
  { harvest, changed }: { harvest: Harvest; changed: Harvest },
): Promise<void> {
  try {
    await confirmOrganization(services, changed.organization_id);
  } catch (error) {
    const { organization_id } = changed;
    await services.harvests.update(harvest._id, { organization_id: harvest.organization_id }, { organization_id });
    throw error;
  }
}

function underWay({ _id, attempt_id }: Harvest): RegistryError {
  const message = `An attempt of the harvest ${_id} is under way (${attempt_id}): its URL and type can be changed when it has ended.`;
  return new RegistryError('HARVEST_UNDER_WAY', message, { details: { harvest_id: _id } });
}
