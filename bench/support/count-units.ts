import type { Passing, TapOptions } from './tap.ts';

/** What DynamoDB would charge. */
export interface Units {
  read: number;
  write: number;
  /** Calls, by operation. */
  calls: Record<string, number>;
}

interface Consumed {
  CapacityUnits?: number;
}

const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];

/** Has the emulator tell the capacity units of each call, and adds them up. `take` tells the sum since the last call. */
export function createUnitCounter(): Pick<TapOptions, 'change' | 'onAnswer'> & { take(): Units } {
  let units: Units = { read: 0, write: 0, calls: {} };
  return {
    change({ body }) {
      return { body: Buffer.from(JSON.stringify({ ...JSON.parse(String(body)), ReturnConsumedCapacity: 'TOTAL' })) };
    },
    onAnswer(passing, answer) {
      const operation = operationOf(passing);
      const { ConsumedCapacity: consumed } = JSON.parse(String(answer)) as { ConsumedCapacity?: Consumed | Consumed[] };
      const used = [consumed ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
      units[reads.includes(operation) ? 'read' : 'write'] += used;
      units.calls[operation] = (units.calls[operation] ?? 0) + 1;
    },
    take() {
      const taken = units;
      units = { read: 0, write: 0, calls: {} };
      return taken;
    },
  };
}

function operationOf({ headers }: Passing): string {
  return String(headers['x-amz-target']).split('.')[1] ?? '';
}
