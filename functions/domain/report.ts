import { RegistryError } from './errors.ts';

/** The error of a harvest that has no report yet. */
export function noReport(): RegistryError {
  return new RegistryError(
    'REPORT_NOT_FOUND',
    'There is no report yet: no harvest of this source has read its listing.',
  );
}
