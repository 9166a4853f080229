import type { Attempt } from '../domain/attempt.ts';
import type { AttemptStore } from '../domain/ports.ts';
import { openTable } from './dynamodb.ts';

const table = openTable<Attempt>('attempts');

/** Attempts in DynamoDB. */
export const attemptStore: AttemptStore = {
  async get(harvestId, attemptId) {
    return await table.get({ harvest_id: harvestId, attempt_id: attemptId });
  },

  async list(harvestId, { limit, before }) {
    const attempts: Attempt[] = [];
    const newestFirst = table.query({
      condition: before ? '#harvest = :harvest AND #attempt < :before' : '#harvest = :harvest',
      names: { '#harvest': 'harvest_id', ...(before ? { '#attempt': 'attempt_id' } : {}) },
      values: { ':harvest': harvestId, ...(before ? { ':before': before } : {}) },
      newestFirst: true,
      consistent: true,
      limit,
    });
    for await (const attempt of newestFirst) attempts.push(attempt);
    return attempts;
  },

  async createIfAbsent(attempt) {
    await table.putIfAbsent(attempt);
  },

  async removeAll(harvestId, attemptIds) {
    await table.writeAll(
      [],
      attemptIds.map((attemptId) => ({ harvest_id: harvestId, attempt_id: attemptId })),
    );
  },

  async update({ harvest_id, attempt_id }, change, expected) {
    return await table.update({ harvest_id, attempt_id }, change, expected); // callers hand whole attempts over
  },
};
