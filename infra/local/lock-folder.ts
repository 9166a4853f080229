import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RegistryError } from '../../functions/domain/errors.ts';

/** Name of the lock inside the folder it locks; holds the id of the process that works on the folder. */
export const lockFileName = 'registry.lock';

/** How long a holder may take to go after its parent was killed, ms. */
const graceMs = 1_500;
const checkEveryMs = 50;

/** Locks of this process, by path. A container gives its processes the same ids at every start. */
const held = new Set<string>();

/**
 * Makes this process the only one that works on a folder: the embedded DynamoDB hangs, without a word, where two have
 * its files open. A lock whose process is gone is taken over.
 * @returns what unlocks the folder again
 * @throws `CONFIG_INVALID` when another process holds it, with a sentence that says what to do
 */
export async function lockFolder(folder: string, waitMs = graceMs): Promise<() => Promise<void>> {
  const path = join(folder, lockFileName);
  await mkdir(folder, { recursive: true });
  const giveUpAt = Date.now() + waitMs;
  while (!(await claim(path))) {
    const holder = await readHolder(path);
    if (holder === undefined || !(await isHolder(holder, path))) {
      await rm(path, { force: true });
    } else if (Date.now() >= giveUpAt) {
      throw new RegistryError(
        'CONFIG_INVALID',
        `The data folder ${folder} is in use by another local registry (process ${holder}). ` +
          'Stop that one with Ctrl-C, or name another folder with --data.',
      );
    } else {
      await pause(checkEveryMs);
    }
  }
  held.add(path);
  return async () => {
    held.delete(path);
    await rm(path, { force: true });
  };
}

async function claim(path: string): Promise<boolean> {
  try {
    await writeFile(path, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined where the lock went away or holds no process id. A lock just created may still be empty: look again. */
async function readHolder(path: string): Promise<number | undefined> {
  for (let tries = 0; tries < 3; tries += 1) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const pid = Number(text.trim());
    if (Number.isInteger(pid) && pid > 0) return pid;
    await pause(checkEveryMs);
  }
  return undefined;
}

/** Tells whether a process lives and, where the system tells, is one of ours: ids are used again after a restart. */
async function isHolder(pid: number, path: string): Promise<boolean> {
  if (pid === process.pid) return held.has(path);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return commandLine === undefined || commandLine.includes('emulators-process');
}
