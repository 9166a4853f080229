import { createHash, randomBytes, randomInt } from 'node:crypto';

/** Letters and digits that people do not mistake for one another, as the original's ids have. */
const idAlphabet = '23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz';
const idLength = 17;
/** Crockford's base 32: sorts as the number it stands for. */
const sortableAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new id of a harvest, user or organization: 17 characters, like the original's. */
export function newId(): string {
  return Array.from({ length: idLength }, () => idAlphabet[randomInt(idAlphabet.length)]).join('');
}

/** A new attempt id: 10 characters of time, then 10 random ones, so that ids sort by time. */
export function newAttemptId(nowMs: number): string {
  let time = '';
  for (let rest = nowMs, place = 0; place < 10; place += 1) {
    time = sortableAlphabet[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  const random = Array.from(randomBytes(10), (byte) => sortableAlphabet[byte % 32]).join('');
  return time + random;
}

/** A name that nobody else has, for working objects. */
export function newToken(): string {
  return randomBytes(8).toString('hex');
}

/** The id of a record: SHA-1 of its document's URL in hex, as the original named its files. */
export function recordIdFromUrl(url: string): string {
  return createHash('sha1').update(url).digest('hex');
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
