import type { Harvest } from '../../../functions/domain/harvest.ts';
import { normalUrl } from '../../../functions/domain/normal-url.ts';
import { harvestFromOld } from './harvest-from-old.ts';
import type { OrganizationNames } from './organization-names.ts';
import { noteDifferences, type Planned, silently } from './planned.ts';
import type { FoundDocument } from './read-export.ts';

type Candidate = Planned<Harvest>['create'][number];

const dayMs = 24 * 60 * 60_000;

/**
 * Which harvests are to be created. Of several of one URL, a published one is taken before the others, then the one that
 * was harvested last.
 */
export function planHarvests(
  found: FoundDocument[],
  existing: Harvest[],
  { names, now }: { names: OrganizationNames; now: string },
): Planned<Harvest> {
  const planned: Planned<Harvest> = { read: found.length, create: [], there: [] };
  const byId = new Map(existing.map((one) => [one._id, one]));
  const byUrl = new Map(existing.map((one) => [normalUrl(one.url), one]));
  const candidates: Candidate[] = [];
  for (const document of found) {
    const there = byId.get(document.id);
    const value = harvestFromOld(there ? silently(document) : document, names, now);
    if (there) {
      planned.there.push(there);
      if (value) noteDifferences(document.notes, { there, old: value }, comparedFields);
    } else if (value) candidates.push({ value, found: document });
  }
  for (const candidate of candidates.toSorted(byRank)) {
    const { value, found: document } = candidate;
    const holder = byUrl.get(normalUrl(value.url));
    if (holder) {
      document.notes.left(
        'URL_TAKEN',
        `The harvest ${holder._id} (${holder.name}) has its URL, ${normalUrl(value.url)}.`,
      );
      continue;
    }
    byUrl.set(normalUrl(value.url), value);
    planned.create.push(candidate);
  }
  planned.create.sort((a, b) => a.found.place.line - b.found.place.line);
  return planned;
}

const comparedFields: (keyof Harvest)[] = [
  'name',
  'url',
  'harvest_type',
  'organization_id',
  'publish',
  'harvest_interval',
];

function byRank({ value: a }: Candidate, { value: b }: Candidate): number {
  return (
    Number(b.publish) - Number(a.publish) ||
    Date.parse(b.last_harvest_dt ?? '1970-01-01') - Date.parse(a.last_harvest_dt ?? '1970-01-01')
  );
}

/**
 * When each of the published harvests is due first: one after the other over the first day, because all at once would
 * ask every provider in the same minute.
 */
export function spreadFirstHarvests(harvests: Harvest[], nowMs: number): Harvest[] {
  const published = harvests.filter(({ publish }) => publish);
  const places = new Map(published.map(({ _id }, at) => [_id, at]));
  return harvests.map((harvest) => {
    const place = places.get(harvest._id);
    if (place === undefined) return harvest;
    return { ...harvest, wake_at: new Date(nowMs + (dayMs * (place + 0.5)) / published.length).toISOString() };
  });
}
