import { RegistryError } from '../domain/errors.ts';
import type { Harvest } from '../domain/harvest.ts';
import type { HarvestStore } from '../domain/ports.ts';
import { openTable } from './dynamodb.ts';
import { wakePartition } from './tables.ts';

/** As stored: `wake_partition` is there when and only when `wake_at` is, which keeps sleeping harvests out of the index. */
type Item = Harvest & { wake_partition?: string };

const table = openTable<Item>('harvests');

/** Harvests in DynamoDB. */
export const harvestStore: HarvestStore = {
  async get(id) {
    const item = await table.get({ _id: id });
    return item && harvestFrom(item);
  },

  async list() {
    return (await table.scan()).map(harvestFrom);
  },

  async create(harvest) {
    const item = harvest.wake_at ? { ...harvest, wake_partition: wakePartition } : harvest;
    if (await table.putIfAbsent(item)) return;
    throw new RegistryError('STORE_CONFLICT', `There is a harvest ${harvest._id} already.`);
  },

  async update(id, change, expected) {
    const partition = 'wake_at' in change ? { wake_partition: change.wake_at ? wakePartition : undefined } : {};
    return await table.update({ _id: id }, { ...change, ...partition }, expected);
  },

  async remove(id, expected) {
    return await table.removeIf({ _id: id }, expected);
  },

  async *listDue(now) {
    const due = table.query({
      index: 'by-wake-at',
      condition: '#partition = :partition AND #wake_at <= :now',
      names: { '#partition': 'wake_partition', '#wake_at': 'wake_at' },
      values: { ':partition': wakePartition, ':now': now },
    });
    for await (const item of due) if (item.wake_at) yield { _id: item._id, wake_at: item.wake_at };
  },
};

function harvestFrom({ wake_partition: _, ...harvest }: Item): Harvest {
  return harvest;
}
