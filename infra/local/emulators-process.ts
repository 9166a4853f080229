import { mkdir, readdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import { loadStores } from './emulator-persistence.ts';
import type { EmulatorsReport, EmulatorsSettings } from './emulators.ts';
import { lockFileName, lockFolder } from './lock-folder.ts';

/** The child process of {@link startEmulators}: DynamoDB, SQS and S3, until its parent says `stop` or goes. */
const host = '127.0.0.1';
const settings = JSON.parse(process.argv[2] ?? '{}') as EmulatorsSettings;
const closers: (() => Promise<unknown>)[] = [];
/** Niceness: on AWS the services take nothing from the functions' processors. */
setPriority(10);

// Ctrl-C reaches the whole group of processes: the parent ends this one when nobody needs it any more.
process.on('SIGINT', () => {});
process.on('disconnect', () => void end());
process.on('message', (message) => {
  if (message === 'stop') void end();
});
// dynalite throws what a connection reports; a client killed in the middle of a request is no reason to end.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  if (error.code === 'ECONNRESET' || error.code === 'EPIPE') return;
  console.error('emulators:', error);
  process.exit(1);
});

try {
  report({ ready: await start(settings) });
} catch (error) {
  report({ failure: error instanceof Error ? error.message : String(error) });
  await end(1);
}

async function start({ folder, fresh }: EmulatorsSettings) {
  if (folder) {
    closers.push(await lockFolder(folder));
    if (fresh) await empty(folder);
    await mkdir(join(folder, 'dynamodb'), { recursive: true });
  }
  const quick = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
  const dynamodb = await listen(dynalite({ ...quick, ...(folder ? { path: join(folder, 'dynamodb') } : {}) }));
  closers.unshift(() => close(dynamodb));

  const saved = folder ? await loadStores(folder) : undefined;
  const app = buildApp({ logger: false, ...(saved ? { stores: saved.stores } : {}) });
  const others = await app.listen({ port: 0, host });
  closers.unshift(() => app.close().then(() => saved?.close()));
  return { dynamodb: `http://${host}:${(dynamodb.address() as AddressInfo).port}`, sqs: others, s3: others };
}

/** Removes what earlier starts left; only the lock stays. */
async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name !== lockFileName) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function report(message: EmulatorsReport): void {
  if (process.connected) process.send?.(message);
}

async function end(exitCode = 0): Promise<void> {
  for (const closer of closers.splice(0)) await closer().catch((error: unknown) => console.error('emulators:', error));
  process.exit(exitCode);
}
