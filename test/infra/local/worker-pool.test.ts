import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkerPool, type WorkerPool } from '../../../infra/local/worker-pool.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { Order } from './handlers/do-as-told.ts';

const file = new URL('./handlers/do-as-told.ts', import.meta.url);
let folder: string;
let pool: WorkerPool;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-pool-'));
});
afterEach(async () => {
  await pool.stop();
  await rm(folder, { recursive: true });
});

function start(size: number, timeoutMs = 5_000): void {
  pool = startWorkerPool({ file, size, timeoutMs });
}

function tell(order: Order): Promise<unknown> {
  return pool.invoke({ Records: [{ messageId: 'm', body: JSON.stringify(order), attributes: {} }] });
}

/** Gives an order and returns when the worker has it. */
async function tellAndSee(order: Order): Promise<{ settled: Promise<unknown> }> {
  const marker = join(folder, crypto.randomUUID());
  const settled = tell({ ...order, marker }).catch((error: Error) => error.message);
  await waitFor(() => existsSync(marker));
  return { settled };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('startWorkerPool', () => {
  it('spawns nothing before there is work, and keeps the process afterwards', async () => {
    start(2);
    expect(pool.pids()).toEqual([]);
    const first = await tell({ do: 'answer' });
    const second = await tell({ do: 'answer' });
    expect(first).toMatchObject({ batchItemFailures: [], functionName: 'do-as-told' });
    expect(second).toMatchObject({ pid: pool.pids()[0] });
    expect(pool.pids()).toHaveLength(1);
  });

  it('tells the function how much time it has', async () => {
    start(1, 4_000);
    const { remainingMs } = (await tell({ do: 'answer' })) as { remainingMs: number };
    expect(remainingMs).toBeGreaterThan(3_000);
    expect(remainingMs).toBeLessThanOrEqual(4_000);
  });

  it('takes a second process while the first is busy, and no third', async () => {
    start(2);
    await tellAndSee({ do: 'hang' });
    expect(await tell({ do: 'answer' })).toMatchObject({ pid: pool.pids()[1] });
    await tellAndSee({ do: 'hang' });
    await expect(tell({ do: 'answer' })).rejects.toThrow('All 2 workers are busy');
  });

  it('passes on what the function throws and goes on with the same process', async () => {
    start(1);
    await expect(tell({ do: 'throw' })).rejects.toThrow('told to throw');
    const [pid] = pool.pids();
    expect(await tell({ do: 'answer' })).toMatchObject({ pid });
  });

  it.each(['SIGKILL', 'exit code 3'])('rejects when the process ends by %s, and takes a new one', async (end) => {
    start(1);
    const { settled } = await tellAndSee({ do: end === 'SIGKILL' ? 'hang' : 'exit' });
    if (end === 'SIGKILL') expect(pool.kill(pool.pids()[0])).toBe(true);
    expect(await settled).toBe(`The worker process ended (${end}).`);
    expect(await tell({ do: 'answer' })).toMatchObject({ pid: pool.pids()[0] });
  });

  it('kills a process that takes longer than the timeout', async () => {
    start(1, 600);
    await tell({ do: 'answer' });
    const [pid] = pool.pids() as [number];
    await expect(tell({ do: 'hang' })).rejects.toThrow('Task timed out after 0.60 seconds');
    await waitFor(() => !isAlive(pid));
  });

  it('tells what each process has used', async () => {
    start(1);
    await tell({ do: 'answer' });
    const [usage] = await pool.usage();
    expect(usage?.pid).toBe(pool.pids()[0]);
    expect(usage?.cpu.user).toBeGreaterThan(1_000);
    expect(usage?.peakMemoryBytes).toBeGreaterThan(20 * 1024 * 1024);
  });

  it('stops busy processes and takes no more work', async () => {
    start(1);
    await tellAndSee({ do: 'hang' });
    const [pid] = pool.pids() as [number];
    await pool.stop();
    expect(isAlive(pid)).toBe(false);
    expect(pool.kill()).toBe(false);
    await expect(tell({ do: 'answer' })).rejects.toThrow('stopped');
  });
});
