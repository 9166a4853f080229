import type { ApiKey, SessionToken, Token, User } from './user.ts';

/** An account as itself and administrators may see it. */
export function publicUser(user: User) {
  const { _id, name, email, username, verified, approved, roles, organization_ids, point_of_contact } = user;
  return {
    _id,
    name,
    email,
    username,
    verified,
    approved,
    roles,
    organization_ids,
    point_of_contact: point_of_contact ?? false,
    created_at: user.created_at,
  };
}

/** Tokens and keys as their user may see them, newest first; mailed links are not among them. */
export function publicTokens(tokens: readonly Token[], currentId: string | undefined) {
  return tokens
    .filter((token): token is SessionToken | ApiKey => token.kind !== 'link')
    .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))
    .map((token) => ({
      id: token.token_id,
      kind: token.kind ?? 'session',
      ...(token.kind === 'api-key' ? { name: token.name, harvest_ids: token.harvest_ids } : {}),
      current: token.token_id === currentId,
      created_at: token.created_at,
      expires_at: expiryOf(token),
    }));
}

/** When a token or key ends, ISO 8601; undefined where it does not. */
export function expiryOf({ expires_at_epoch_seconds: seconds }: SessionToken | ApiKey): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
}
