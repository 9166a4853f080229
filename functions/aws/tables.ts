import type { TableName } from '../routes.ts';

/** An index of a table; `projection` is what a query on it returns. */
export interface IndexDefinition {
  name: string;
  partitionKey: string;
  sortKey?: string;
  projection: 'keys-only' | 'all';
}

/** A table as data: the CDK stack and the local registry create theirs from it. All keys are strings. */
export interface TableDefinition {
  partitionKey: string;
  sortKey?: string;
  /** Attribute that holds the time of expiry, seconds since the epoch. */
  ttlAttribute?: string;
  indexes: readonly IndexDefinition[];
}

/** Attribute of every table with a TTL. */
export const ttlAttribute = 'expires_at_epoch_seconds';

/** Value of the one partition of `by-wake-at`. */
export const wakePartition = 'harvests';

/** Value of the one partition of `in-order`. */
export const userPartition = 'users';

/** Keys and indexes of every table. */
export const tables: Readonly<Record<TableName, TableDefinition>> = {
  harvests: {
    partitionKey: '_id',
    indexes: [{ name: 'by-wake-at', partitionKey: 'wake_partition', sortKey: 'wake_at', projection: 'keys-only' }],
  },
  attempts: { partitionKey: 'harvest_id', sortKey: 'attempt_id', ttlAttribute, indexes: [] },
  records: {
    partitionKey: 'harvest_id',
    sortKey: 'record_id',
    indexes: [{ name: 'with-errors', partitionKey: 'harvest_id', sortKey: 'errors_index', projection: 'keys-only' }],
  },
  users: {
    partitionKey: '_id',
    indexes: [
      { name: 'by-email', partitionKey: 'email', projection: 'keys-only' },
      { name: 'by-username', partitionKey: 'username', projection: 'keys-only' },
      { name: 'in-order', partitionKey: 'user_partition', sortKey: 'email', projection: 'keys-only' },
    ],
  },
  tokens: { partitionKey: 'user_id', sortKey: 'token_id', ttlAttribute, indexes: [] },
  organizations: { partitionKey: '_id', indexes: [] },
  probes: { partitionKey: 'probe_id', ttlAttribute, indexes: [] },
  claims: { partitionKey: 'claim', indexes: [] },
  audit: {
    partitionKey: 'subject',
    sortKey: 'entry_id',
    ttlAttribute,
    indexes: [{ name: 'by-day', partitionKey: 'day', sortKey: 'entry_id', projection: 'all' }],
  },
  counters: { partitionKey: 'counter', ttlAttribute, indexes: [] },
};
