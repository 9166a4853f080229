import * as z from 'zod/mini';
import { harvestTypes } from '../../domain/harvest.ts';
import { daysField, emailField, flagField } from './account-fields.ts';
import { idField, nameField, removable, sourceUrlField } from './body-texts.ts';
import { success, text } from './fields.ts';
import { harvest } from './harvest.ts';
import { probe } from './probe.ts';
import { triggered } from './trigger.ts';

/** Longest time between scheduled runs, days. */
const maxIntervalDays = 365;
/** More than this many connections to one provider help nobody. */
const maxConnections = 64;

const harvestType = z
  .enum(harvestTypes, `harvest_type is one of ${harvestTypes.join(', ')}.`)
  .check(z.describe('`WAF`: a folder; `ERDDAP-WAF`: the ISO 19115 of an ERDDAP; `CSW`: a catalogue (CSW 2.0.2)'));
const organizationMessage = 'organization_id is the id of an organization: GET /api/v2/organizations lists them.';
const organizationId = idField(organizationMessage).check(z.describe('Whose it is'));
const publish = flagField('publish').check(z.describe('Runs on schedule and goes to the catalogue'));
const interval = daysField('harvest_interval', { most: maxIntervalDays }).check(
  z.describe('Days between scheduled runs'),
);

/** Which may be absent, and which a change may remove. */
const optionalFields = {
  harvest_contact: removable(emailField('harvest_contact')).check(
    z.describe('Mail address for this source; never shown to the public. That of whoever registers it, without'),
  ),
  connections: removable(daysField('connections', { most: maxConnections })),
  ignore_robots: z
    .optional(flagField('ignore_robots'))
    .check(z.describe('The provider has agreed that his robots.txt does not mean the registry; administrators only')),
};

const force = z
  .optional(flagField('force'))
  .check(z.describe('Does it although the look at the source fails or takes too long'));

/** Body of a new harvest. */
export const newHarvestBody = z
  .strictObject({
    name: nameField('name'),
    url: sourceUrlField('url').check(z.describe('The folder, ERDDAP page or CSW endpoint')),
    harvest_type: harvestType,
    organization_id: organizationId,
    publish: z._default(publish, false),
    harvest_interval: z._default(interval, 1),
    ...optionalFields,
    dry_run: z.optional(flagField('dry_run')).check(z.describe('Validates a sample of 20 and stores nothing')),
    force,
  })
  .register(z.globalRegistry, { id: 'NewHarvest' });

/** Body of a change: any of the fields; null, or nothing behind the `=` of a form, removes one that may be absent. */
export const harvestChangeBody = z
  .strictObject({
    name: z.optional(nameField('name')),
    url: z.optional(sourceUrlField('url')),
    harvest_type: z.optional(harvestType),
    organization_id: z.optional(organizationId),
    publish: z.optional(publish),
    harvest_interval: z.optional(interval),
    ...optionalFields,
    force,
  })
  .register(z.globalRegistry, { id: 'HarvestChange' });

/** What a query may say in the place of the body: `true` or `false`. */
const flagParameter = (name: string) =>
  z.optional(
    z.pipe(
      z.transform((value) => (value === 'true' ? true : value === 'false' ? false : value)),
      z.boolean(`${name} is true or false.`),
    ),
  );
export const newHarvestQuery = z.object({
  dry_run: flagParameter('dry_run').check(z.describe('As in the body')),
  force: flagParameter('force').check(z.describe('As in the body')),
});
export const harvestChangeQuery = z.object({ force: flagParameter('force').check(z.describe('As in the body')) });

/** A harvest as those see it who manage it. */
export const managedHarvest = z
  .extend(harvest, {
    organization_id: z.optional(z.string()),
    harvest_contact: z.optional(text('Mail address; only those see it who manage the harvest')),
    connections: z.optional(z.int().check(z.describe('Connections to the provider at a time, where not 16'))),
    ignore_robots: z.optional(z.boolean()),
  })
  .register(z.globalRegistry, { id: 'ManagedHarvest' });

/** Answer with one harvest. */
export const managedHarvestAnswer = success(managedHarvest);

/** Answer with a changed harvest, and with what is at its new URL where that was looked at. */
export const changedHarvestAnswer = success(z.extend(managedHarvest, { probe: z.optional(probe) }));

/** Answer with a new harvest: what is at its URL, and where it is published, the attempt that was started. */
export const newHarvestAnswer = success(z.extend(managedHarvest, { probe: probe, attempt: z.optional(triggered) }));

/** Answer of a deletion. */
export const deletionAnswer = success(z.object({ harvest_id: z.string(), harvest_state: z.literal('deleting') }));
