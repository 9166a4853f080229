import type { Harvest } from './harvest.ts';
import { publicHarvest } from './public-harvest.ts';
import type { Organization } from './user.ts';

/** A harvest as those see it who manage it. */
export function managedHarvest(harvest: Harvest, organization: Organization | undefined) {
  return {
    ...publicHarvest(harvest, organization),
    organization_id: harvest.organization_id,
    harvest_contact: harvest.harvest_contact,
    connections: harvest.connections,
    ignore_robots: harvest.ignore_robots,
  };
}
