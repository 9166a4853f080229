import { RegistryError } from '../domain/errors.ts';
import type { SourceType } from '../domain/ports.ts';
import { listCsw } from './csw/list.ts';
import { listErddapWaf } from './erddap-waf/list.ts';
import { listWaf } from './waf/list.ts';

/** One row for each kind of source that is harvested. */
export const sourceTypes: readonly SourceType[] = [listWaf, listErddapWaf, listCsw];

/**
 * The source type of a harvest.
 * @throws `SOURCE_TYPE_UNSUPPORTED`
 */
export function sourceType(harvestType: string): SourceType {
  const found = sourceTypes.find(({ harvest_type }) => harvest_type === harvestType);
  if (found !== undefined) return found;
  const known = sourceTypes.map(({ harvest_type }) => harvest_type).join(', ');
  throw new RegistryError(
    'SOURCE_TYPE_UNSUPPORTED',
    `Sources of type ${harvestType} are not harvested yet, only ${known}.`,
    {
      details: { harvest_type: harvestType },
    },
  );
}
