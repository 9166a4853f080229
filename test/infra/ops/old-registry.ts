import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import bcrypt from 'bcryptjs';
import { digestOf } from '../../../functions/identity/password.ts';
import { recordIdFromUrl } from '../../../functions/ids.ts';

/** How a version of `mongoexport`, with or without an option, writes values and documents. */
export type Dialect = 'canonical' | 'relaxed' | 'legacy' | 'array' | 'pretty';

/** An ObjectId, which pymongo gave to records. */
export class ObjectId {
  readonly hex: string;
  constructor(hex: string) {
    this.hex = hex;
  }
}

type Old = Record<string, unknown>;

/** The collections of a registry that never was: 12 organizations, 40 users, 30 harvests, 5,000 records. */
export interface OldRegistry {
  Organizations: Old[];
  users: Old[];
  Harvests: Old[];
  Records: Old[];
}

/** Password of every account that has one. */
export const oldPassword = 'Gulf Stream 1770';

const idAlphabet = '23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz';

/** Mulberry32: numbers in [0, 1) that are the same for a seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes the old registry; `sourceUrl` is the address of its first harvest. */
export async function createOldRegistry({
  seed = 1,
  sourceUrl = 'http://first.example.org/iso/',
} = {}): Promise<OldRegistry> {
  const random = randomFrom(seed);
  const newId = () => Array.from({ length: 17 }, () => idAlphabet[Math.floor(random() * idAlphabet.length)]).join('');
  // Meteor's bcrypt wrote the prefix 2a; for the letters and digits of a digest it is the same hash.
  const bcryptHash = (await bcrypt.hash(digestOf(oldPassword), 10)).replace(/^\$2b/, '$2a');
  const Harvests = harvests(newId, sourceUrl);
  return {
    Organizations: organizations(newId),
    users: users(newId, bcryptHash),
    Harvests,
    Records: records(random, Harvests),
  };
}

const organizationNames = [
  'IOOS',
  'AOOS',
  'CariCOOS',
  'CeNCOOS',
  'GCOOS',
  'GLOS',
  'Glider DAC',
  'HF Radar DAC',
  'MARACOOS',
  'PacIOOS',
];

function organizations(newId: () => string): Old[] {
  return [
    ...organizationNames.map((name) => ({
      _id: newId(),
      name,
      description: `${name} observes the sea,\nand writes down what it sees.`,
      url:
        name === 'HF Radar DAC'
          ? 'ftp://hfradar.example.org/'
          : `http://${name.toLowerCase().replaceAll(' ', '')}.example.org`,
      logo_url: `http://www.example.org/logos/${encodeURIComponent(name)}.png`,
      ...(name === 'PacIOOS' ? { ckan_harvest_url: 'http://dev-catalog.example.org/harvest/pacioos-waf' } : {}),
    })),
    { _id: newId(), name: 'Glos' },
    { _id: newId(), description: 'Nobody gave it a name.' },
  ];
}

function users(newId: () => string, bcryptHash: string): Old[] {
  const user = (at: number, said: Old = {}): Old => {
    const address = `person${at}@example.org`;
    return {
      _id: newId(),
      createdAt: new Date(Date.UTC(2016, 9, 1 + at)),
      services: {
        password: { bcrypt: bcryptHash },
        resume: {
          loginTokens: [{ when: new Date(Date.UTC(2018, 1, 1)), hashedToken: 'c2VjcmV0LXRva2VuLWRpZ2VzdA==' }],
        },
        approvalNotice: true,
      },
      username: address,
      emails: [{ address, verified: true }],
      profile: {
        name: `Person ${at}`,
        email: address,
        organization: [organizationNames[at % organizationNames.length]],
        poc_name: 'Person 1',
        poc_email: 'person1@example.org',
      },
      roles: ['approved'],
      ...said,
    };
  };
  const profile = (said: Old) => ({ name: 'Somebody', organization: ['AOOS'], ...said });
  return [
    user(0, { username: 'admin', roles: ['admin', 'approved'] }),
    ...Array.from({ length: 25 }, (_, at) => user(at + 1)),
    user(26, { roles: { __global_roles__: ['admin', 'approved'] } }),
    user(27, { roles: { glos: ['admin'], __global_roles__: ['approved'] } }),
    user(28, { roles: ['admin'] }),
    user(29, { emails: [{ address: 'person29@example.org', verified: false }], roles: [] }),
    user(30, {
      emails: [
        { address: 'old@example.org', verified: false },
        { address: 'Person30@example.org', verified: true },
      ],
    }),
    user(31, { emails: [{ address: 'PERSON1@Example.org', verified: false }], username: 'second.first' }),
    user(32, { username: 'ADMIN' }),
    user(33, { emails: [] }),
    user(34, { services: { password: { srp: { identity: 'a', salt: 'b', verifier: 'c' } } } }),
    user(35, { services: { password: { bcrypt: '$2a$10$tooshort' } } }),
    user(36, { services: {} }),
    user(37, { profile: profile({ organization: 'MARACOOS' }) }),
    user(38, { profile: profile({ organization: ['AOOS', 'Atlantis'] }) }),
    user(39, { profile: profile({ email: 'elsewhere@example.org' }) }),
  ];
}

function harvests(newId: () => string, sourceUrl: string): Old[] {
  const harvest = (at: number, said: Old = {}): Old => ({
    _id: newId(),
    name: `Source ${at}`,
    url: `http://source${at}.example.org/iso/`,
    organization: organizationNames[at % organizationNames.length],
    harvest_type: 'WAF',
    harvest_interval: 1,
    publish: true,
    harvest_contact: `person${at}@example.org`,
    last_harvest_dt: new Date(Date.UTC(2018, 3, 27, 0, at, 1, 717)),
    last_record_count: 250,
    last_good_count: 240,
    last_bad_count: 10,
    last_harvest_status: 'ok',
    ...said,
  });
  const {
    last_harvest_dt: _d,
    last_record_count: _r,
    last_good_count: _g,
    last_bad_count: _b,
    last_harvest_status: _s,
    ...never
  } = harvest(11);
  return [
    harvest(0, { url: sourceUrl, organization: 'PacIOOS' }),
    ...Array.from({ length: 10 }, (_, at) => harvest(at + 1)),
    { ...never, publish: false },
    harvest(12, { harvest_type: 'CSW', url: 'http://csw.example.org/csw' }),
    harvest(13, { harvest_type: 'ERDDAP-WAF', url: 'http://erddap.example.org/erddap/metadata/iso19115/xml/' }),
    harvest(14, { url: 'HTTP://Source1.Example.org:80/x/../%69so', publish: false }),
    harvest(15, { url: 'http://data.example.org/HF Radar DAC/' }),
    harvest(16, { organization: 'National Glider DAC' }),
    harvest(17, { organization: 'Atlantis' }),
    harvest(18, { last_record_count: 12, last_good_count: -3, last_bad_count: 15 }),
    harvest(19, { last_harvest_dt: 'pending', last_record_count: 0, last_good_count: 0, last_bad_count: 0 }),
    harvest(20, { last_harvest_dt: 'harvesting', last_harvest_status: null }),
    harvest(21, { last_harvest_dt: 'deleting', last_record_count: 0, last_good_count: 0, last_bad_count: 0 }),
    harvest(22, { harvest_interval: undefined }),
    harvest(23, { harvest_interval: 86_400 }),
    harvest(24, { harvest_type: 'waf' }),
    harvest(25, { harvest_type: 'THREDDS' }),
    harvest(26, { url: 'ftp://files.example.org/iso/' }),
    harvest(27, { harvest_contact: 'a@example.org, b@example.org' }),
    harvest(28, { organization: 'pacioos ' }),
    harvest(29, { last_harvest_status: 'fail', publish: false }),
  ];
}

/** One record in fifty is malformed, one in ten invalid; a few are there twice, or belong to nothing. */
function records(random: () => number, sources: Old[]): Old[] {
  return Array.from({ length: 5000 }, (_, at) => {
    const source = sources[at % 13] as Old;
    const url =
      source.harvest_type === 'CSW'
        ? `${source.url}?${new URLSearchParams({ service: 'CSW', request: 'GetRecordById', id: `urn:x:${at}` })}`
        : `${source.url}document ${Math.floor(at / 13)}.xml`;
    const location = `/data/${source.organization}/${recordIdFromUrl(url)}.xml`;
    const _id = new ObjectId((0x5ae2_0000_0000 + at).toString(16).padStart(24, '5'));
    if (at % 50 === 49) return malformed({ _id, source, location });
    return {
      _id,
      title: `Record ${at} of ${source.name}`,
      description: 'Water temperature, salinity and currents. '.repeat(1 + Math.floor(random() * 8)),
      services: [
        { service_type: 'OPeNDAP:OPeNDAP', service_url: `${url}#dap` },
        { service_type: null, service_url: null },
      ],
      hash_val: Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join(''),
      metadata_date: '2017-03-02',
      file_id: at % 3 === 0 ? null : `org.example:${at}`,
      validation_errors:
        at % 10 === 3
          ? [
              {
                error: "Element '{http://www.isotc211.org/2005/gmd}role': This element is not expected.",
                line_number: 117,
              },
            ]
          : [],
      record_url: `http://registry.example.org/${location.slice(6)}`,
      url: at >= 4990 && at < 4995 ? `${sources[0]?.url}document 0.xml` : url,
      update_time: new Date(Date.UTC(2018, 3, 27, 0, 0, at % 60)),
      harvest_id: at >= 4990 ? (at < 4995 ? sources[0]?._id : 'goneGoneGoneGone1') : source._id,
      location,
    };
  });
}

/** As the old harvester wrote a document that was no XML: without its URL, and with a slip of the pen in `metadata_data`. */
function malformed({ _id, source, location }: { _id: ObjectId; source: Old; location: string }): Old {
  return {
    _id,
    title: `http://registry.example.org/${location.slice(6)}`,
    description: '',
    services: [],
    hash_val: null,
    metadata_data: null,
    harvest_id: source._id,
    location,
    validation_errors: [{ line_number: '?', error: 'XML Syntax Error: Malformed XML' }],
  };
}

/** Writes the collections as `mongoexport` does. */
export async function exportOldRegistry(folder: string, old: OldRegistry, dialect: Dialect = 'relaxed'): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, documents] of Object.entries(old)) {
    await writeFile(join(folder, `${name}.json`), exported(documents, dialect));
  }
}

/** One collection as `mongoexport` writes it. */
export function exported(documents: Old[], dialect: Dialect): string {
  const plain = documents.map((document) => extended(document, dialect));
  if (dialect === 'pretty') return plain.map((document) => `${JSON.stringify(document, null, '\t')}\n`).join('');
  const lines = plain.map((document) => JSON.stringify(document));
  return dialect === 'array' ? `[${lines.join(',')}]\n` : lines.map((line) => `${line}\n`).join('');
}

function extended(value: unknown, dialect: Dialect): unknown {
  if (value instanceof ObjectId) return { $oid: value.hex };
  if (value instanceof Date) return { $date: dateIn(value, dialect) };
  if (Array.isArray(value)) return value.map((one) => extended(one, dialect));
  if (typeof value === 'number' && dialect === 'canonical') {
    return Number.isInteger(value) ? { $numberInt: String(value) } : { $numberDouble: String(value) };
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, extended(one, dialect)]));
}

function dateIn(date: Date, dialect: Dialect): unknown {
  if (dialect === 'canonical') return { $numberLong: String(date.getTime()) };
  if (dialect === 'legacy') return date.getTime();
  return dialect === 'pretty' ? date.toISOString().replace('Z', '+0000') : date.toISOString();
}
