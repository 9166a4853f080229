import { RegistryError } from '../domain/errors.ts';

/** What a list's query asks for. */
export interface Page {
  limit: number;
  /** The opaque cursor of the page before. */
  next?: string;
}

/**
 * Reads `?limit=` and `?next=`. A limit above the largest is the largest.
 * @throws `INVALID_PARAMETER` for a limit that is no whole number above zero
 */
export function pageFrom(query: URLSearchParams, sizes: { defaultLimit: number; maxLimit: number }): Page {
  const text = query.get('limit');
  if (text !== null && !/^[1-9]\d{0,8}$/.test(text)) {
    throw new RegistryError('INVALID_PARAMETER', `limit is a whole number from 1 to ${sizes.maxLimit}.`, {
      details: { parameter: 'limit' },
    });
  }
  const limit = text === null ? sizes.defaultLimit : Math.min(Number(text), sizes.maxLimit);
  const next = query.get('next');
  return next === null ? { limit } : { limit, next };
}

/** Makes a place in a list opaque. */
export function cursorFromText(place: string): string {
  return Buffer.from(place, 'utf8').toString('base64url');
}

/**
 * The place that a cursor stands for.
 * @throws `INVALID_PARAMETER` for what is no cursor of ours
 */
export function textFromCursor(cursor: string): string {
  const place = Buffer.from(cursor, 'base64url').toString('utf8');
  if (place !== '' && place.length <= 256 && cursorFromText(place) === cursor) return place;
  throw new RegistryError('INVALID_PARAMETER', 'next is not a cursor that this list gave out.', {
    details: { parameter: 'next' },
  });
}
