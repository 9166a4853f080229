import type { ProbeStore } from '../domain/ports.ts';
import type { Probe } from '../domain/probe.ts';
import { openTable } from './dynamodb.ts';

const table = openTable<Probe>('probes');

/** Looks at sources in DynamoDB. */
export const probeStore: ProbeStore = {
  async get(probeId) {
    return await table.get({ probe_id: probeId });
  },

  async put(probe) {
    await table.writeAll([probe], []);
  },

  async update({ probe_id, token }, change) {
    await table.update({ probe_id }, change, { token });
  },
};
