import { harvest, organization } from './examples.ts';

/** A registration. */
export const registration = {
  name: 'Data Manager',
  email: 'data@example.org',
  password: 'wren maple copper 41',
  organization_ids: [organization._id],
  point_of_contact: true,
};

/** An account. */
export const user = {
  _id: 'bUoy5Manager5Id22',
  name: registration.name,
  email: registration.email,
  verified: true,
  approved: true,
  roles: ['member'],
  organization_ids: registration.organization_ids,
  point_of_contact: true,
  created_at: '2026-04-27T00:05:01.717Z',
};

/** What an administrator changes of an account to approve it. */
export const userChange = {
  name: user.name,
  approved: true,
  roles: user.roles,
  organization_ids: user.organization_ids,
  point_of_contact: true,
};

/** The token of a mailed link. */
export const linkToken = `${user._id}.3oTLDm8xJr8pYVuvJtMgOtrZv0-CmEBxuXkBR1yWlOQ`;

/** A change of password. */
export const passwordChange = { current_password: registration.password, new_password: 'fathom kelp lantern 77' };

/** A change of address. */
export const emailChange = { current_password: registration.password, email: 'new@example.org' };

/** A new API key. */
export const newApiKey = { name: 'nightly cron job', harvest_ids: [harvest._id], expires_in_days: 365 };

/** An API key as its maker sees it once. */
export const apiKey = {
  id: '4Qk8mWJzR7tYbHn2x',
  api_key: 'ioosreg_4Qk8mWJzR7tYbHn2x_…',
  user_id: user._id,
  name: newApiKey.name,
  harvest_ids: newApiKey.harvest_ids,
  created_at: '2026-04-27T00:05:01.717Z',
  expires_at: '2027-04-27T00:05:01.000Z',
};

/** The same in the list of tokens. */
export const token = {
  id: apiKey.id,
  kind: 'api-key',
  name: apiKey.name,
  harvest_ids: apiKey.harvest_ids,
  current: false,
  created_at: apiKey.created_at,
  expires_at: apiKey.expires_at,
};
