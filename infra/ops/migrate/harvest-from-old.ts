import { type Harvest, type HarvestType, harvestTypes } from '../../../functions/domain/harvest.ts';
import { parsedSourceUrl } from '../../../functions/domain/normal-url.ts';
import type { Notes } from './findings.ts';
import { boundedText, mailAddressOf, maxUrlLength, textOf, timeOf, timeOfId } from './old-values.ts';
import type { OrganizationNames } from './organization-names.ts';
import type { FoundDocument, OldDocument } from './read-export.ts';

const maxNameLength = 200;
const maxIntervalDays = 365;

/** Fields of the old registry that are taken. */
export const harvestFields = [
  '_id',
  'name',
  'url',
  'organization',
  'harvest_type',
  'harvest_interval',
  'publish',
  'harvest_contact',
  'last_harvest_dt',
  'last_record_count',
  'last_good_count',
  'last_bad_count',
  'last_harvest_status',
] as const;

/** A harvest of the old registry as one of ours, not yet due; undefined, with a note, where it cannot be taken. */
export function harvestFromOld(found: FoundDocument, names: OrganizationNames, now: string): Harvest | undefined {
  const { id, document, notes } = found;
  if (document.last_harvest_dt === 'deleting') {
    return void notes.left(
      'BEING_DELETED',
      'Somebody has deleted it; the old registry had not come to the end of that.',
    );
  }
  const url = urlOf(document.url, notes);
  const harvest_type = typeOf(document.harvest_type, notes);
  const organization_id = organizationOf(document.organization, names, notes);
  if (!url || !harvest_type || !organization_id) return undefined;
  const contact = contactOf(document.harvest_contact, notes);
  return {
    _id: id,
    name: boundedText(document.name, maxNameLength, { notes, field: 'name' }) ?? url.slice(0, maxNameLength),
    url,
    harvest_type,
    organization_id,
    publish: document.publish === true,
    harvest_interval: intervalOf(document.harvest_interval, notes),
    ...(contact ? { harvest_contact: contact } : {}),
    created_at: timeOfId(id) ?? now,
    ...figuresOf(document, notes),
    harvest_state: 'idle',
  };
}

function urlOf(value: unknown, notes: Notes): string | undefined {
  const text = textOf(value) ?? '';
  if (!URL.canParse(text) || !/^https?:/i.test(text) || text.length > maxUrlLength) {
    return void notes.left(
      'URL_INVALID',
      `Its URL is not an http or https URL: ${JSON.stringify(text.slice(0, 200))}.`,
    );
  }
  const { href } = parsedSourceUrl(text);
  if (href !== value) notes.changed('URL_SPELLING', `Its URL ${JSON.stringify(value)} is written ${href}.`);
  return href;
}

function typeOf(value: unknown, notes: Notes): HarvestType | undefined {
  const text = textOf(value) ?? 'WAF';
  const type = harvestTypes.find((one) => one === text.toUpperCase());
  if (!type) notes.left('TYPE_UNKNOWN', `Its type ${JSON.stringify(value)} is none of ${harvestTypes.join(', ')}.`);
  else if (type !== value) notes.changed('TYPE', `Its type ${JSON.stringify(value ?? null)} is taken for ${type}.`);
  return type;
}

function organizationOf(value: unknown, names: OrganizationNames, notes: Notes): string | undefined {
  const name = textOf(value);
  const id = name === undefined ? undefined : names.find(name, notes);
  if (id) return id;
  const named = name === undefined ? 'no organization' : `the organization ${JSON.stringify(name)}, which is not there`;
  notes.left('ORGANIZATION_UNKNOWN', `It names ${named}. Where it has another name now: --alias "old name=new name".`);
  return undefined;
}

/** Days. The old registry never looked at it: one day is what really was. */
function intervalOf(value: unknown, notes: Notes): number {
  if (value === undefined || value === null) return 1;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxIntervalDays) return value;
  notes.changed(
    'INTERVAL',
    `Its interval ${JSON.stringify(value)} is not 1 to ${maxIntervalDays} days; it is taken for 1.`,
  );
  return 1;
}

function contactOf(value: unknown, notes: Notes): string | undefined {
  const contact = mailAddressOf(value);
  if (!contact && textOf(value)) notes.left('CONTACT', 'Its contact is not one mail address.');
  return contact;
}

type Figures = Pick<
  Harvest,
  'last_harvest_dt' | 'last_harvest_status' | 'last_record_count' | 'last_good_count' | 'last_bad_count'
>;

/**
 * When it was harvested last, and how that went. A run under way stood in the place of the date, and its counts were
 * set to zero; the good ones could be negative, because failed downloads were subtracted from the files that came.
 */
function figuresOf(document: OldDocument, notes: Notes): Figures {
  const {
    last_harvest_dt: date,
    last_harvest_status: status,
    last_record_count: count,
    last_bad_count: bad,
  } = document;
  const last_harvest_dt = timeOf(date);
  if (!last_harvest_dt) {
    if (date !== undefined && date !== null) {
      notes.changed(
        'RUN_UNDER_WAY',
        `Its last harvest is ${JSON.stringify(date)}; it is taken as one never harvested.`,
      );
    }
    return {};
  }
  const ended: Figures = {
    last_harvest_dt,
    ...(status === 'ok' || status === 'fail' ? { last_harvest_status: status } : {}),
  };
  if (!isCount(count)) {
    if (count !== undefined)
      notes.changed('COUNTS', `Its record count ${JSON.stringify(count)} is none; no counts are taken.`);
    return ended;
  }
  const last_bad_count = Math.min(isCount(bad) ? bad : 0, count);
  const last_good_count = count - last_bad_count;
  if (document.last_good_count !== last_good_count || bad !== last_bad_count) {
    notes.changed(
      'COUNTS',
      `Of ${count} records ${document.last_good_count} were good and ${bad} bad; they are ${last_good_count} and ${last_bad_count} now, which is ${count} together.`,
    );
  }
  return { ...ended, last_record_count: count, last_good_count, last_bad_count };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
