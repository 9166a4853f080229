import { RegistryError } from '../domain/errors.ts';
import type { Route } from '../routes.ts';
import type { Caller } from './authenticate.ts';
import type { ApiRequest } from './request.ts';

/**
 * Holds an API key to what it is for: reading, the routes that take one, and the harvests in its scope. Where anyone may
 * read, a key out of its scope counts as nobody's.
 * @throws `FORBIDDEN`
 */
export function limitApiKey(caller: Caller, route: Route, request: Pick<ApiRequest, 'parameters'>): Caller | undefined {
  const { apiKey } = caller;
  if (!apiKey) return caller;
  const isReading = route.access === 'optional';
  if (!route.apiKeys && !isReading) throw new RegistryError('FORBIDDEN', 'An API key cannot do this. Log in for it.');
  const { id } = request.parameters;
  if (id === undefined || apiKey.harvest_ids === undefined || apiKey.harvest_ids.includes(id)) return caller;
  if (isReading) return undefined;
  throw new RegistryError('FORBIDDEN', 'This API key is not for this harvest.');
}
