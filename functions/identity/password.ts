import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import bcrypt from 'bcryptjs';

/** Cost of new hashes: N = 2^15, r = 8, p = 1; about 80 ms and 32 MiB. */
const cost = { exponent: 15, r: 8, p: 1 };
/** scrypt with this cost needs more than Node's default of 32 MiB. */
const maxmem = 64 * 1024 * 1024;
const keyLength = 32;
/** Hashes under way at a time in one process: more would only make each slower and the process larger. */
const maxHashes = 2;

const deriveKey = promisify<Buffer, Buffer, number, object, Buffer>(scrypt);

let hashesUnderWay = 0;
const waiting: (() => void)[] = [];

/** SHA-256 of a password in lower-case hex: what is hashed, because clients may send just that. */
export function digestOf(password: string): string {
  return createHash('sha256').update(password, 'utf8').digest('hex');
}

/** Hashes a password's digest for storing: `scrypt$15$8$1$salt$key`, salt and key in base64. */
export async function hashPassword(digest: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await inTurn(() => scryptKey(digest, salt, cost));
  return ['scrypt', cost.exponent, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** A hash that no password has, to spend the same time on an unknown user as on a known one. */
export const nobodysHash = `scrypt$${cost.exponent}$${cost.r}$${cost.p}$AAAAAAAAAAAAAAAAAAAAAA==$`;

/** Tells whether a digest is that of the stored hash, which is ours or one of the old registry's (bcrypt of the digest). */
export async function verifyPassword(digest: string, stored: string): Promise<boolean> {
  if (stored.startsWith('$2')) return await inTurn(() => bcrypt.compare(digest, stored));
  const [scheme, exponent, r, p, salt, key] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, 'base64');
  const actual = await inTurn(() =>
    scryptKey(digest, Buffer.from(salt, 'base64'), { exponent: Number(exponent), r: Number(r), p: Number(p) }),
  );
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Tells whether a stored hash should be replaced at the next login. */
export function isOutdated(stored: string): boolean {
  return !stored.startsWith(`scrypt$${cost.exponent}$${cost.r}$${cost.p}$`);
}

function scryptKey(digest: string, salt: Buffer, { exponent, r, p }: typeof cost): Promise<Buffer> {
  return deriveKey(Buffer.from(digest, 'utf8'), salt, keyLength, { N: 2 ** exponent, r, p, maxmem });
}

async function inTurn<T>(hash: () => Promise<T>): Promise<T> {
  if (hashesUnderWay >= maxHashes) await new Promise<void>((resolve) => waiting.push(resolve));
  else hashesUnderWay += 1;
  try {
    return await hash();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else hashesUnderWay -= 1;
  }
}
