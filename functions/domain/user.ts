/** An account, as stored. */
export interface User {
  _id: string;
  name: string;
  /** Lower case. */
  email: string;
  /** Lower case; only accounts of the old registry have one. */
  username?: string;
  /** See `functions/identity/password.ts` for the formats. */
  password_hash: string;
  /** The address was verified. */
  verified: boolean;
  /** An administrator approved the membership. */
  approved: boolean;
  roles: ('admin' | 'member')[];
  /** Where nobody has approved the account yet, those that it asks for. */
  organization_ids: string[];
  /** May be asked about the data of their organizations. */
  point_of_contact?: boolean;
  created_at: string;
  /** Changes by administrators so far: two at the same time must not both go out from the same state. */
  revision?: number;
}

/** What stands for a user, as stored: its id or a hash, never what was given out. */
export type Token = SessionToken | ApiKey | MailedLink;

/** One authToken. */
export interface SessionToken {
  user_id: string;
  /** The JWT's `jti`. */
  token_id: string;
  kind?: 'session';
  created_at: string;
  /** DynamoDB TTL. */
  expires_at_epoch_seconds: number;
}

/** A key for scripts. */
export interface ApiKey {
  user_id: string;
  token_id: string;
  kind: 'api-key';
  name: string;
  /** SHA-256 of the key's secret part, in hex. */
  secret_hash: string;
  /** What it is good for; absent: every harvest that its user may manage. */
  harvest_ids?: string[];
  created_at: string;
  /** DynamoDB TTL; absent: it stays until it is revoked. */
  expires_at_epoch_seconds?: number;
}

/** A link that was mailed, which works once. */
export interface MailedLink {
  user_id: string;
  /** SHA-256 of the link's secret part, in hex. */
  token_id: string;
  kind: 'link';
  purpose: 'verify-email' | 'reset-password';
  /** Where it was mailed to. */
  email: string;
  /** What was said with the registration whose address it verifies; only that becomes the account. */
  registration?: Registration;
  created_at: string;
  used_at?: string;
  /** DynamoDB TTL. */
  expires_at_epoch_seconds: number;
}

/** What somebody says who registers. */
export type Registration = Pick<User, 'name' | 'password_hash' | 'organization_ids' | 'point_of_contact'>;

/** A member of the federation. */
export interface Organization {
  _id: string;
  name: string;
  description?: string;
  url?: string;
  logo_url?: string;
  ckan_harvest_url?: string;
  created_at: string;
  /** Since when somebody is removing it. */
  closing_at?: string;
  /** Since when somebody is renaming it. */
  renaming_at?: string;
}
