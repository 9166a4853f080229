import { randomBytes } from 'node:crypto';
import { RegistryError } from '../domain/errors.ts';
import type { TokenStore } from '../domain/ports.ts';
import type { MailedLink } from '../domain/user.ts';
import { sha256 } from '../ids.ts';

const secretBytes = 32;
/** The user's id, a point, 256 random bits. */
const pattern = /^([\w-]{1,64})\.([\w-]{43})$/;

/** What a link is for. */
export type NewLink = Pick<MailedLink, 'user_id' | 'purpose' | 'email' | 'registration'> & {
  nowMs: number;
  validMs: number;
};

/** Makes a link's token, and keeps its hash. */
export async function createLink(tokens: TokenStore, { nowMs, validMs, ...said }: NewLink): Promise<string> {
  const secret = randomBytes(secretBytes).toString('base64url');
  await tokens.put({
    ...said,
    token_id: sha256(secret),
    kind: 'link',
    created_at: new Date(nowMs).toISOString(),
    expires_at_epoch_seconds: Math.ceil((nowMs + validMs) / 1000),
  });
  return `${said.user_id}.${secret}`;
}

/** Tells whether a text looks like a link's token. */
export function isLinkToken(text: string): boolean {
  return pattern.test(text);
}

/**
 * The link that a token belongs to.
 * @throws `LINK_INVALID` where it is unknown, expired, used, or for something else
 */
export async function findLink(
  tokens: TokenStore,
  { token, purpose }: { token: string; purpose: MailedLink['purpose'] },
): Promise<MailedLink> {
  const [, userId = '', secret = ''] = pattern.exec(token) ?? [];
  const link = secret === '' ? undefined : await tokens.get(userId, sha256(secret));
  if (link?.kind === 'link' && link.purpose === purpose && link.used_at === undefined) return link;
  throw invalidLink();
}

/**
 * Uses a link up: of several tries at the same time, one goes through.
 * @throws `LINK_INVALID`
 */
export async function consumeLink(tokens: TokenStore, link: MailedLink, nowMs: number): Promise<void> {
  if (!(await tokens.use(link, new Date(nowMs).toISOString()))) throw invalidLink();
}

/** A link that does not work, whatever the reason. */
export function invalidLink(): RegistryError {
  return new RegistryError(
    'LINK_INVALID',
    'This link does not work: it is not complete, too old, or used already. Ask for a new one.',
  );
}
