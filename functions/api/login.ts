import { counterStore } from '../aws/counter-store.ts';
import { currentSigningKey } from '../aws/signing-key.ts';
import { tokenStore } from '../aws/token-store.ts';
import { userStore } from '../aws/user-store.ts';
import { readLimits } from '../config.ts';
import { RegistryError } from '../domain/errors.ts';
import type { Limits } from '../domain/limits.ts';
import { endpoint } from '../http/endpoint.ts';
import { leaveAt } from '../http/leave-at.ts';
import type { ApiRequest } from '../http/request.ts';
import { signAuthToken } from '../identity/auth-token.ts';
import { checkLogin } from '../identity/check-login.ts';
import { credentialsFrom } from '../identity/credentials.ts';
import { newId } from '../ids.ts';
import { measureRefusedLogin } from '../metrics.ts';

const dayMs = 24 * 60 * 60_000;

/** POST /api/v2/login: every answer leaves after the same time, so that nobody learns from it which accounts exist. */
export const handler = endpoint({
  handler: 'login',
  body: 'lenient',
  onRefused: measureRefusedLogin,
  async respond(request) {
    const limits = readLimits();
    const leavesAtMs = request.arrivedAtMs + limits.loginAnswerMs;
    return { status: 'success', data: await leaveAt(leavesAtMs, () => logIn(request, limits)) };
  },
});

async function logIn({ fields, sourceIp }: ApiRequest, limits: Limits) {
  const { tokenDays } = limits;
  const credentials = credentialsFrom(fields);
  const services = { users: userStore, counters: counterStore, now: Date.now, limits };
  const user = credentials && (await checkLogin(services, { credentials, sourceIp }));
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
