import { counterStore } from '../aws/counter-store.ts';
import { brake, callerFromAddress } from '../domain/brake.ts';
import type { Limits } from '../domain/limits.ts';
import type { ApiRequest } from './request.ts';

/**
 * Bounds how often one address may do something in a window of the login's length.
 * @throws `TOO_MANY_REQUESTS`
 */
export async function brakeAddress(
  { sourceIp }: Pick<ApiRequest, 'sourceIp'>,
  limits: Pick<Limits, 'loginWindowMs'>,
  { name, most }: { name: string; most: number },
): Promise<void> {
  const rule = { name, caller: callerFromAddress(sourceIp), most, windowMs: limits.loginWindowMs };
  await brake({ counters: counterStore, now: Date.now }, rule);
}
