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
  organization_ids: string[];
  created_at: string;
}

/** One authToken, as stored: only its id, never the token. */
export interface Token {
  user_id: string;
  /** The JWT's `jti`. */
  token_id: string;
  created_at: string;
  /** DynamoDB TTL. */
  expires_at_epoch_seconds: number;
}

/** A member of the federation. */
export interface Organization {
  _id: string;
  name: string;
  description?: string;
  url?: string;
  logo_url?: string;
  ckan_harvest_url?: string;
  created_at: string;
}
