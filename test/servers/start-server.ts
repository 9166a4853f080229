import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { waitFor } from '../support/wait-for.ts';
import { type ServerKind, type ServerName, type ServerPlace, serverKinds } from './server-kinds.ts';

/** A web server that runs. */
export interface RunningServer {
  /** Of its root, with the slash. */
  url: string;
  /** Ends the process and removes what it left. */
  stop(): Promise<void>;
}

/** Longest start, ms: Tomcat on a busy machine. */
const startLimitMs = 60_000;
/** Longest end, ms, before the process is killed. */
const stopLimitMs = 10_000;

/**
 * Starts a web server of the given kind on 127.0.0.1, with `folder` as its root. `folder` must be readable by everybody:
 * a server started by root gives its rights up.
 * @throws when it is not installed or does not answer, with what it printed
 */
export async function startServer(name: ServerName, folder: string): Promise<RunningServer> {
  const kind: ServerKind = serverKinds[name];
  const own = await mkdtemp(join(tmpdir(), `server-${name}-`));
  await chmod(own, 0o755);
  const place: ServerPlace = { documents: folder, own, port: await freePort() };
  for (const [file, text] of Object.entries(kind.files(place))) {
    await mkdir(dirname(join(own, file)), { recursive: true });
    await writeFile(join(own, file), text);
  }
  const [program, ...args] = kind.command(place);
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, ...kind.environment?.(place) };
  const child = spawn(program, args, { cwd: own, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    await end(child);
    await rm(own, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${place.port}/`;
  try {
    await waitUntilItAnswers(child, url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function waitUntilItAnswers(child: ChildProcess, url: string): Promise<void> {
  let printed = '';
  let failure: string | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      printed = (printed + data).slice(-2000);
    });
  }
  child.on('error', (error) => {
    failure = error.message;
  });
  child.on('exit', (code, signal) => {
    failure ??= `ended with ${code ?? signal}`;
  });
  const answers = async () => failure !== undefined || (await fetch(url).then((answer) => answer.text())) !== '';
  await waitFor(answers, { limitMs: startLimitMs, everyMs: 50 });
  if (failure !== undefined) throw new Error(`${child.spawnfile} ${failure}\n${printed}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const killing = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await ended;
  clearTimeout(killing);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
