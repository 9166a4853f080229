import { recordStore } from '../../functions/aws/record-store.ts';
import type { HarvestRecord } from '../../functions/domain/record.ts';
import type { Call } from './client.ts';
import { waitFor } from './wait-for.ts';

/** Starts a harvest as a data manager would and waits until its attempt has ended; the attempt as the API tells it. */
// biome-ignore lint/suspicious/noExplicitAny: an answer of the API
export async function harvestAndWait(call: Call, harvestId: string, headers: Record<string, string>): Promise<any> {
  const { json, status, text } = await call('POST', `/api/v2/harvests/${harvestId}/harvest`, { headers });
  if (status !== 200) throw new Error(`The trigger answered ${status} ${text}`);
  return await attemptEnd(call, json.data.attempt_url);
}

/** Waits until an attempt has ended. */
// biome-ignore lint/suspicious/noExplicitAny: an answer of the API
export async function attemptEnd(call: Call, attemptUrl: string, limitMs = 15_000): Promise<any> {
  return await waitFor(
    async () => {
      const { json } = await call('GET', attemptUrl);
      return ['ok', 'partial', 'fail'].includes(json?.data?.state) && json.data;
    },
    { limitMs, everyMs: 30 },
  );
}

/** Waits until a harvest is idle and returns it as the API tells it. */
// biome-ignore lint/suspicious/noExplicitAny: an answer of the API
export async function idleHarvest(call: Call, harvestId: string): Promise<any> {
  return await waitFor(async () => {
    const { json } = await call('GET', `/api/v1/Harvests/${harvestId}`);
    return json.data.harvest_state === 'idle' && json.data;
  });
}

/** Every record of a harvest, by the last part of its URL. */
export async function recordsByName(harvestId: string): Promise<Map<string, HarvestRecord>> {
  const records = new Map<string, HarvestRecord>();
  for await (const record of recordStore.listAll(harvestId)) {
    records.set(decodeURIComponent(record.url.split('/').at(-1) ?? ''), record);
  }
  return records;
}
