import { organizationStore } from '../aws/organization-store.ts';
import type { NewHarvest } from '../domain/create-harvest.ts';
import { managedHarvest } from '../domain/managed-harvest.ts';
import { requireApproved, requireManager, requireRobotsRight } from '../domain/permissions.ts';
import { publicProbe } from '../domain/public-probe.ts';
import { registerHarvest, tryHarvest } from '../domain/register-harvest.ts';
import { triggerHarvest } from '../domain/trigger.ts';
import { triggerAnswer } from '../domain/trigger-answer.ts';
import { actorOf } from '../http/actor.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { harvestServices } from '../http/harvest-services.ts';
import { probePending } from '../http/probe-answer.ts';
import { readFields } from '../http/read-fields.ts';
import { readQuery } from '../http/read-query.ts';
import { created } from '../http/response.ts';
import { newHarvestBody, newHarvestQuery } from '../http/schemas/harvest-body.ts';

/** POST /api/v2/harvests; `?dry_run=true` looks and stores nothing. */
export const handler = endpoint({
  handler: 'create-harvest',
  authenticate,
  async respond(request) {
    requireApproved(request.user);
    const query = readQuery(request, newHarvestQuery);
    const { dry_run, force, ...said } = readFields(request, newHarvestBody);
    requireManager(request.user, said);
    requireRobotsRight(request.user, said);
    const harvest_contact = said.harvest_contact === undefined ? request.user?.email : said.harvest_contact;
    const given = Object.entries({ ...said, harvest_contact }).filter(
      ([, value]) => value !== undefined && value !== null,
    );
    const input = Object.fromEntries(given) as unknown as NewHarvest;
    const services = harvestServices();
    const asked = { actor: actorOf(request), endsAtMs: request.arrivedAtMs + services.limits.maxWaitMs };
    if (query.dry_run ?? dry_run) {
      const tried = await tryHarvest(services, input, asked);
      return 'pending' in tried ? probePending(tried.pending) : { status: 'success', data: publicProbe(tried.probe) };
    }
    const registered = await registerHarvest(services, input, { ...asked, force: query.force ?? force ?? false });
    if ('pending' in registered) return probePending(registered.pending);
    const { harvest, probe } = registered;
    const trigger = { kind: 'user', user_id: asked.actor.user_id ?? '' } as const;
    const triggered = harvest.publish ? await triggerHarvest(services, harvest._id, trigger) : undefined;
    const organization = await organizationStore.get(harvest.organization_id);
    const data = {
      ...managedHarvest({ ...harvest, harvest_state: triggered?.state ?? 'idle' }, organization),
      probe: publicProbe(probe),
      ...(triggered ? { attempt: triggerAnswer(triggered, undefined).data } : {}),
    };
    return created(`/api/v2/harvests/${harvest._id}`, { status: 'success', data });
  },
});
