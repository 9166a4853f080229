import type { ScheduledEvent } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { startClock } from '../../../infra/local/clock.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('startClock', () => {
  it('starts the function again and again, with an event of EventBridge and the present time', async () => {
    const times: string[] = [];
    const handler = (event: unknown) => times.push((event as ScheduledEvent).time);
    const clock = startClock({ load: async () => handler, functionName: 'schedule-harvests', everyMs: 5 });
    await waitFor(() => times.length >= 3);
    clock.stop();
    expect(Math.abs(Date.now() - Date.parse(times[2] ?? ''))).toBeLessThan(5_000);
  });

  it('plays a given time and returns what the function returned', async () => {
    const handler = (event: unknown, { functionName }: { functionName: string }) => ({ event, functionName });
    const clock = startClock({ load: async () => handler, functionName: 'schedule-harvests', everyMs: 60_000 });
    expect(await clock.tick(new Date('2030-01-02T03:04:05Z'))).toMatchObject({
      event: { 'detail-type': 'Scheduled Event', source: 'aws.events', time: '2030-01-02T03:04:05.000Z' },
      functionName: 'schedule-harvests',
    });
    clock.stop();
  });

  it('goes on after a run that failed, and tells of it', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const load = () => Promise.reject(new Error('no such function'));
    const clock = startClock({ load, functionName: 'schedule-harvests', everyMs: 5 });
    await waitFor(() => log.mock.calls.length >= 2);
    await expect(clock.tick()).rejects.toThrow('no such function');
    clock.stop();
    log.mockRestore();
  });
});
