import type { CounterStore } from '../domain/ports.ts';
import { openTable } from './dynamodb.ts';

interface Counter {
  counter: string;
  sum: number;
  expires_at_epoch_seconds: number;
}

const table = openTable<Counter>('counters');

/** Counters in DynamoDB, one atomic update for each count. */
export const counterStore: CounterStore = {
  async increment(counter, expires_at_epoch_seconds) {
    return await table.increment({ counter }, 'sum', { expires_at_epoch_seconds });
  },

  async read(counters) {
    const found = await table.getAll(counters.map((counter) => ({ counter })));
    return counters.map((counter) => found.find((one) => one.counter === counter)?.sum ?? 0);
  },
};
