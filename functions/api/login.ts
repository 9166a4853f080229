import { currentSigningKey } from '../aws/signing-key.ts';
import { tokenStore } from '../aws/token-store.ts';
import { userStore } from '../aws/user-store.ts';
import { readLimits } from '../config.ts';
import { RegistryError } from '../domain/errors.ts';
import { endpoint } from '../http/endpoint.ts';
import { signAuthToken } from '../identity/auth-token.ts';
import { checkLogin } from '../identity/check-login.ts';
import { credentialsFrom } from '../identity/credentials.ts';
import { newId } from '../ids.ts';

const dayMs = 24 * 60 * 60_000;

/** POST /api/v2/login: every answer leaves after the same time, so that nobody learns from it which accounts exist. */
export const handler = endpoint({
  handler: 'login',
  body: 'lenient',
  async respond({ fields, arrivedAtMs }) {
    const { loginAnswerMs, tokenDays } = readLimits();
    const answer = await Promise.allSettled([logIn(fields, tokenDays)]);
    const leftMs = arrivedAtMs + loginAnswerMs - Date.now();
    if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(leftMs, loginAnswerMs)));
    if (answer[0].status === 'rejected') throw answer[0].reason;
    return { status: 'success', data: answer[0].value };
  },
});

async function logIn(fields: Record<string, unknown>, tokenDays: number) {
  const credentials = credentialsFrom(fields);
  const user = credentials && (await checkLogin(userStore, credentials));
  if (!user) throw new RegistryError('LOGIN_FAILED', 'No verified account has this name and password.');
  const nowMs = Date.now();
  const token_id = newId();
  const expiresAtMs = nowMs + tokenDays * dayMs;
  await tokenStore.put({
    user_id: user._id,
    token_id,
    created_at: new Date(nowMs).toISOString(),
    expires_at_epoch_seconds: Math.floor(expiresAtMs / 1000),
  });
  const key = await currentSigningKey();
  const authToken = await signAuthToken({ user_id: user._id, token_id }, { key, nowMs, expiresAtMs });
  return { authToken, userId: user._id };
}
