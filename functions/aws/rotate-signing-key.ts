import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readVariable } from '../config.ts';

/**
 * Makes a new key for tokens. The one before is accepted until the next rotation; with `forgetsOld` it is not, and every
 * token given out so far ends.
 */
export async function rotateSigningKey({ forgetsOld }: { forgetsOld: boolean }): Promise<void> {
  const file = readVariable('SIGNING_KEY_FILE');
  if (file) return await rotateFile(file, forgetsOld);
  const client = new SecretsManagerClient({ maxAttempts: 6 });
  const SecretId = readVariable('SIGNING_KEY_SECRET');
  // What was AWSCURRENT becomes AWSPREVIOUS by itself; twice, and the old key is neither.
  for (let versions = forgetsOld ? 2 : 1; versions > 0; versions -= 1) {
    await client.send(new PutSecretValueCommand({ SecretId, SecretString: newKey() }));
  }
}

/** One key a line, the current one first; never half a file. */
async function rotateFile(file: string, forgetsOld: boolean): Promise<void> {
  const [current] = (await readFile(file, 'utf8')).split('\n');
  const lines = forgetsOld || !current ? [newKey()] : [newKey(), current];
  const written = `${file}.${process.pid}.new`;
  await writeFile(written, `${lines.join('\n')}\n`, { mode: 0o600 });
  await rename(written, file);
}

/** 384 random bits; HS256 wants at least 256 (RFC 7518, section 3.2). */
function newKey(): string {
  return randomBytes(48).toString('base64url');
}
