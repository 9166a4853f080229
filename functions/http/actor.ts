import type { Actor } from '../domain/audit.ts';
import type { ApiRequest } from './request.ts';

/** Who the audit says has changed something by this request. */
export function actorOf({ user }: Pick<ApiRequest, 'user'>): Actor {
  return user ? { kind: 'user', user_id: user._id } : { kind: 'anonymous' };
}
