import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readVariable } from '../config.ts';

/** A key for tokens (HS256) and the id under which tokens name it. */
export interface SigningKey {
  id: string;
  secret: Uint8Array;
}

let client: SecretsManagerClient | undefined;
let known: { source: string; keys: SigningKey[]; readAtMs: number } | undefined;
let lastRefetchAt = 0;
/** An unknown key id may be an attacker's: the secret is fetched again at most this often, ms. */
const refetchAtMostEveryMs = 10_000;
/**
 * Keys are read again after this long, ms: until then a process that runs on signs with, and accepts, what a rotation has
 * replaced. A fraction of the 90 days of a token, and four reads an hour.
 */
export const signingKeyAgeMs = 15 * 60_000;

/** The key that new tokens are signed with. */
export async function currentSigningKey(): Promise<SigningKey> {
  const [current] = await knownKeys();
  if (!current) throw new Error('The signing key has no current version.');
  return current;
}

/**
 * The key of a token: the current one or, while it rotates, the one before. An unknown id fetches the secret once more;
 * undefined when it is unknown then too.
 */
export async function findSigningKey(id: string): Promise<SigningKey | undefined> {
  const key = (await knownKeys()).find((candidate) => candidate.id === id);
  if (key || Date.now() - lastRefetchAt < refetchAtMostEveryMs) return key;
  lastRefetchAt = Date.now();
  known = undefined;
  return (await knownKeys()).find((candidate) => candidate.id === id);
}

async function knownKeys(): Promise<SigningKey[]> {
  const file = readVariable('SIGNING_KEY_FILE');
  const source = file || readVariable('SIGNING_KEY_SECRET');
  const isFresh = known?.source === source && Date.now() - known.readAtMs < signingKeyAgeMs;
  if (!known || !isFresh) {
    const readAtMs = Date.now();
    known = { source, keys: file ? await keysFromFile(file) : await keysFromSecret(source), readAtMs };
  }
  return known.keys;
}

/** One key a line, the current one first. */
async function keysFromFile(file: string): Promise<SigningKey[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => keyFrom(line.trim()));
}

async function keysFromSecret(arn: string): Promise<SigningKey[]> {
  client ??= new SecretsManagerClient({ maxAttempts: 6 });
  const keys: SigningKey[] = [];
  for (const VersionStage of ['AWSCURRENT', 'AWSPREVIOUS']) {
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn, VersionStage }));
      if (SecretString) keys.push(keyFrom(SecretString));
    } catch (error) {
      const isFirstVersion = VersionStage === 'AWSPREVIOUS' && (error as Error).name === 'ResourceNotFoundException';
      if (!isFirstVersion) throw error;
    }
  }
  return keys;
}

function keyFrom(text: string): SigningKey {
  const id = createHash('sha256').update(`key id of ${text}`).digest('base64url').slice(0, 12);
  return { id, secret: new TextEncoder().encode(text) };
}
