import type { Actor } from '../domain/audit.ts';
import type { ApiRequest } from './request.ts';

/** Who the audit says has changed something by this request. */
export function actorOf({ user, apiKey }: Pick<ApiRequest, 'user' | 'apiKey'>): Actor {
  if (!user) return { kind: 'anonymous' };
  return { kind: 'user', user_id: user._id, ...(apiKey ? { api_key_id: apiKey.token_id } : {}) };
}
