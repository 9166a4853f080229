import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import type { SigningKey } from '../aws/signing-key.ts';

const algorithm = 'HS256';

/** What a valid token says. */
export interface TokenClaims {
  user_id: string;
  token_id: string;
}

/** Makes an authToken: a JWT (RFC 7519) whose `sub` is the user and whose `jti` is kept in the tokens table. */
export async function signAuthToken(
  claims: TokenClaims,
  { key, nowMs, expiresAtMs }: { key: SigningKey; nowMs: number; expiresAtMs: number },
): Promise<string> {
  return await new SignJWT()
    .setProtectedHeader({ alg: algorithm, kid: key.id })
    .setSubject(claims.user_id)
    .setJti(claims.token_id)
    .setIssuedAt(Math.floor(nowMs / 1000))
    .setExpirationTime(Math.floor(expiresAtMs / 1000))
    .sign(key.secret);
}

/** What the token says, when its signature and time are right; undefined for whatever is forged, expired or no token. */
export async function verifyAuthToken(
  token: string,
  { findKey, nowMs }: { findKey(id: string): Promise<SigningKey | undefined>; nowMs: number },
): Promise<TokenClaims | undefined> {
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    if (alg !== algorithm || typeof kid !== 'string') return undefined;
    const key = await findKey(kid);
    if (!key) return undefined;
    const { payload } = await jwtVerify(token, key.secret, { algorithms: [algorithm], currentDate: new Date(nowMs) });
    if (!payload.sub || !payload.jti) return undefined;
    return { user_id: payload.sub, token_id: payload.jti };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
    throw error;
  }
}
