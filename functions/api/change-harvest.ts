import { organizationStore } from '../aws/organization-store.ts';
import { changeHarvest } from '../domain/change-harvest.ts';
import { RegistryError } from '../domain/errors.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import type { Harvest } from '../domain/harvest.ts';
import { managedHarvest } from '../domain/managed-harvest.ts';
import { requireManager, requireRobotsRight } from '../domain/permissions.ts';
import { publicProbe } from '../domain/public-probe.ts';
import { actorOf } from '../http/actor.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { harvestServices } from '../http/harvest-services.ts';
import { probePending } from '../http/probe-answer.ts';
import { readFields } from '../http/read-fields.ts';
import { readQuery } from '../http/read-query.ts';
import { parameter } from '../http/request.ts';
import { harvestChangeBody, harvestChangeQuery } from '../http/schemas/harvest-body.ts';

/** PATCH /api/v2/harvests/{id} */
export const handler = endpoint({
  handler: 'change-harvest',
  authenticate,
  async respond(request) {
    const { user } = request;
    const services = harvestServices();
    const seen = await findHarvest(services.harvests, parameter(request, 'id'));
    requireManager(user, seen);
    const query = readQuery(request, harvestChangeQuery);
    const { force, ...said } = readFields(request, harvestChangeBody);
    const given = Object.entries(said).map(([field, value]) => [field, value ?? undefined]);
    if (given.length === 0) throw new RegistryError('INVALID_BODY', 'The body names no field to change.');
    const { organization_id } = said;
    if (organization_id !== undefined) requireManager(user, { organization_id });
    const changed = await changeHarvest(services, seen._id, {
      change: Object.fromEntries(given),
      actor: actorOf(request),
      endsAtMs: request.arrivedAtMs + services.limits.maxWaitMs,
      force: query.force ?? force ?? false,
      requireRight: (harvest: Harvest) => {
        requireManager(user, harvest);
        if (said.ignore_robots !== harvest.ignore_robots) requireRobotsRight(user, said);
      },
    });
    if ('pending' in changed) return probePending(changed.pending);
    const organization = await organizationStore.get(changed.harvest.organization_id);
    const probe = changed.probe ? { probe: publicProbe(changed.probe) } : {};
    return { status: 'success', data: { ...managedHarvest(changed.harvest, organization), ...probe } };
  },
});
