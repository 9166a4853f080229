import { describe, expect, it } from 'vitest';
import type { Harvest } from '../../../functions/domain/harvest.ts';
import { publicHarvest } from '../../../functions/domain/public-harvest.ts';
import { compareHarvests } from '../../../infra/ops/compare-harvests.ts';

function here(_id: string, said: Partial<Harvest> = {}) {
  const harvest: Harvest = {
    _id,
    name: 'A source',
    url: 'http://a.example.org/HF%20Radar/',
    harvest_type: 'WAF',
    organization_id: 'o',
    publish: true,
    harvest_interval: 1,
    created_at: '2026-11-24T00:00:00.000Z',
    last_record_count: 5,
    harvest_state: 'idle',
    ...said,
  };
  return publicHarvest(harvest, { _id: 'o', name: 'PacIOOS', created_at: harvest.created_at });
}

const listed = {
  _id: 'a',
  name: 'A source',
  url: 'http://a.example.org/HF Radar',
  harvest_type: 'WAF',
  organization: 'PacIOOS',
  publish: true,
  last_record_count: 5,
};

describe('compareHarvests', () => {
  it('finds what is equal but for the spelling', () => {
    const old = { ...listed, harvest_type: 'waf', organization: 'pacioos ', harvest_contact: 'me@example.org' };
    expect(compareHarvests([old], [here('a')])).toEqual({
      missing: [],
      additional: [],
      different: [],
      counts: [],
      equal: 1,
    });
  });

  it('names what is missing, and what is only here', () => {
    const { missing, additional, equal } = compareHarvests([listed], [here('b')]);
    expect({ missing, additional, equal }).toEqual({
      missing: [{ _id: 'a', name: 'A source' }],
      additional: [{ _id: 'b', name: 'A source' }],
      equal: 0,
    });
  });

  it.each([
    ['name', 'Another source'],
    ['url', 'http://b.example.org/HF Radar'],
    ['harvest_type', 'CSW'],
    ['organization', 'GLOS'],
    ['publish', false],
  ])('names a %s that is other', (field, value) => {
    const { different, equal } = compareHarvests([{ ...listed, [field]: value }], [here('a')]);
    expect(different).toMatchObject([{ _id: 'a', fields: { [field]: [value, expect.anything()] } }]);
    expect(equal).toBe(0);
  });

  it('shows other numbers of records, which alone make no difference', () => {
    const { counts, equal } = compareHarvests([{ ...listed, last_record_count: 802 }], [here('a')]);
    expect(counts).toEqual([{ _id: 'a', name: 'A source', listed: 802, here: 5 }]);
    expect(equal).toBe(1);
  });
});
