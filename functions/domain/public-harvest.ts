import type { Harvest } from './harvest.ts';
import { withoutUserInfo } from './source-url.ts';
import type { Organization } from './user.ts';

/**
 * A harvest as anyone may see it. The keys stand in the order of the inherited contract; a value that does not exist yet
 * is left out by the JSON encoding.
 */
export function publicHarvest(harvest: Harvest, organization: Organization | undefined) {
  return {
    _id: harvest._id,
    harvest_type: harvest.harvest_type,
    name: harvest.name,
    url: withoutUserInfo(harvest.url),
    publish: harvest.publish,
    harvest_interval: harvest.harvest_interval,
    organization: organization?.name,
    last_harvest_dt: harvest.last_harvest_dt,
    ckan_harvest_url: organization?.ckan_harvest_url,
    last_record_count: harvest.last_record_count,
    last_good_count: harvest.last_good_count,
    last_bad_count: harvest.last_bad_count,
    last_harvest_status: harvest.last_harvest_status,
    harvest_state: harvest.harvest_state,
  };
}
