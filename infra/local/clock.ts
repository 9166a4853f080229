import { randomUUID } from 'node:crypto';
import type { ScheduledEvent } from 'aws-lambda';
import { emulatedAccount, emulatedRegion } from './create-stores.ts';
import { type Handler, invocationContext } from './lambda.ts';

export interface ClockOptions {
  /** The function that the schedule starts, and its name. */
  load(): Promise<Handler>;
  functionName: string;
  everyMs: number;
}

export interface Clock {
  /** Starts the function at once, as if it were `time`, and waits for its end. */
  tick(time?: Date): Promise<unknown>;
  stop(): void;
}

/** Timeout of the function, ms; as the stack sets it for functions other than the worker. */
const timeoutMs = 60_000;

/** Starts a function at regular times, as EventBridge does. A run that fails is told and forgotten, as there. */
export function startClock({ load, functionName, everyMs }: ClockOptions): Clock {
  async function tick(time = new Date()): Promise<unknown> {
    const handler = await load();
    return await handler(scheduledEvent(time), invocationContext(functionName, timeoutMs));
  }
  const timer = setInterval(() => {
    tick().catch((error: unknown) => console.error(`${functionName}:`, error));
  }, everyMs);
  return { tick, stop: () => clearInterval(timer) };
}

/** The event that a rule of EventBridge sends (Amazon EventBridge user guide, "Scheduled Event"). */
export function scheduledEvent(time: Date): ScheduledEvent<Record<string, never>> {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: emulatedAccount,
    time: time.toISOString(),
    region: emulatedRegion,
    resources: [`arn:aws:events:${emulatedRegion}:${emulatedAccount}:rule/schedule`],
    detail: {},
  };
}
