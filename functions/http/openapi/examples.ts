/** An error of a document, for the description of the API. */
export const validationError = {
  error:
    "Element '{http://www.isotc211.org/2005/gco}Date': '1985-06-18 00:00:00' is not a valid value of the union type.",
  line_number: 87,
  xpath: '/gmd:MD_Metadata/gmd:dateStamp/gco:Date',
  element: 'gco:Date',
  kind: 'BAD_DATE',
  advice: 'Write the date as 1985-06-18, or use gco:DateTime for a date with a time: 1985-06-18T00:00:00.',
};

/** A harvest. */
export const harvest = {
  _id: 'n3N6xBLyZIs9LGwEF',
  harvest_type: 'WAF',
  name: 'PacIOOS WAF',
  url: 'http://www.pacioos.hawaii.edu/metadata/iso/',
  publish: true,
  harvest_interval: 1,
  organization: 'PacIOOS',
  last_harvest_dt: '2026-04-27T00:05:01.717Z',
  ckan_harvest_url: 'http://catalog.example.org/harvest/pacioos-waf',
  last_record_count: 802,
  last_good_count: 801,
  last_bad_count: 1,
  last_harvest_status: 'ok',
  harvest_state: 'idle',
};

/** A member of the federation. */
export const organization = {
  _id: 'pAcIoosHawaii2222',
  name: 'PacIOOS',
  description: 'Pacific Islands Ocean Observing System',
  url: 'https://www.pacioos.hawaii.edu/',
  ckan_harvest_url: 'http://catalog.example.org/harvest/pacioos-waf',
  created_at: '2026-04-01T12:00:00.000Z',
};

/** A write, as the audit has it. */
export const auditEntry = {
  subject: `organization#${organization._id}`,
  entry_id: '01KQ5Z7W5N2V8S4T6R9X',
  at: '2026-04-27T09:30:00.000Z',
  actor: { kind: 'user', user_id: 'bUoy5Manager5Id22' },
  action: 'change-organization',
  state: 'done',
  before: { name: 'PacIOOS (old)' },
  after: { name: organization.name },
};

/** What is said of a new harvest. */
export const newHarvest = {
  name: harvest.name,
  url: harvest.url,
  harvest_type: 'WAF',
  organization_id: 'pAcIoosHawaii2222',
  publish: true,
  harvest_interval: 1,
  harvest_contact: 'data@example.org',
  connections: 8,
};

/** What is changed of a harvest. */
export const harvestChange = { name: 'PacIOOS buoys', publish: false, harvest_interval: 7, connections: 4 };

/** A login's answer. */
export const session = {
  authToken: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl',
  userId: 'bUoy5Manager5Id22',
};

const attemptId = '01KQ5Z7W5N2V8S4T6R9XBYHMCD';

/** An attempt. */
export const attempt = {
  harvest_id: harvest._id,
  attempt_id: attemptId,
  state: 'ok',
  trigger: { kind: 'schedule' },
  created_at: '2026-04-27T00:05:00.000Z',
  started_at: '2026-04-27T00:05:00.214Z',
  finished_at: '2026-04-27T00:05:01.717Z',
  progress: { listed: 802, done: 802 },
  counters: {
    listed: 802,
    fetched: 3,
    unchanged: 799,
    added: 1,
    updated: 2,
    removed: 0,
    good: 801,
    bad: 1,
    unreachable: 0,
  },
  removals_held: 0,
  notices: [],
  attempt_url: `/api/v2/harvests/${harvest._id}/attempts/${attemptId}`,
};

/** A trigger's answer. */
export const triggered = {
  status: 'harvesting',
  data: {
    harvest_id: harvest._id,
    attempt_id: attemptId,
    state: 'pending',
    attempt_url: attempt.attempt_url,
  },
};

/** A record with an error. */
export const record = {
  record_id: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3',
  url: `${harvest.url}hioos_ww3.xml`,
  state: 'bad',
  title: 'WaveWatch III (WW3) Global Wave Model',
  description: 'Seven-day forecast of ocean surface waves at about 50 km.',
  services: [
    { service_type: 'OPeNDAP:OPeNDAP', service_url: 'http://oos.soest.hawaii.edu/thredds/dodsC/hioos/model/wav/ww3' },
  ],
  metadata_date: '2026-01-12',
  file_id: 'ww3_global',
  hash_val: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  byte_length: 48_213,
  validation_errors: [validationError],
  error_count: 1,
  first_seen_at: '2025-11-02T00:05:01.402Z',
  last_fetched_at: '2026-01-13T00:05:01.633Z',
  last_changed_at: '2026-01-13T00:05:01.633Z',
};
