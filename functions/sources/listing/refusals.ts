import { RegistryError } from '../../domain/errors.ts';

/** The error for a page that is something else: what it is, and what to do. */
export function notAListing(url: string, found: string, advice: string): RegistryError {
  return new RegistryError('SOURCE_NOT_A_LISTING', `${url} is not a listing of a folder but ${found}. ${advice}`, {
    details: { url, found },
  });
}

/** The error for a listing that stops in the middle: taken as it is, the rest would count as removed. */
export function brokenPage(url: string, what: string): RegistryError {
  return new RegistryError(
    'SOURCE_BROKEN_RESPONSE',
    `The listing ${url} is not whole: ${what}. Nothing was concluded from it.`,
    { details: { url } },
  );
}
