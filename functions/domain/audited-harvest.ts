import type { Harvest } from './harvest.ts';
import type { Nullable } from './ports.ts';
import { withoutUserInfo } from './source-url.ts';

const saidFields = [
  'name',
  'url',
  'harvest_type',
  'organization_id',
  'publish',
  'harvest_interval',
  'harvest_contact',
  'connections',
  'ignore_robots',
] as const;

/** What people say of a harvest, as the audit has it: without the password that a URL may hold. */
export function auditedHarvest(harvest: Partial<Nullable<Harvest>>): Record<string, unknown> {
  const said = saidFields.filter((field) => field in harvest).map((field) => [field, harvest[field] ?? null]);
  const { url, ...others } = Object.fromEntries(said) as Record<string, unknown>;
  return { ...others, ...(typeof url === 'string' ? { url: withoutUserInfo(url) } : {}) };
}
