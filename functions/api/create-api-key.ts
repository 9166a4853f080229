import { harvestStore } from '../aws/harvest-store.ts';
import { RegistryError } from '../domain/errors.ts';
import { findHarvest } from '../domain/find-harvest.ts';
import { isMemberOf } from '../domain/permissions.ts';
import { expiryOf } from '../domain/public-user.ts';
import type { User } from '../domain/user.ts';
import { accountServices } from '../http/account-services.ts';
import { authenticate } from '../http/authenticate.ts';
import { endpoint } from '../http/endpoint.ts';
import { readFields } from '../http/read-fields.ts';
import { created } from '../http/response.ts';
import { apiKeyBody } from '../http/schemas/token.ts';
import { createApiKey } from '../identity/api-key.ts';

/** POST /api/v2/api-keys */
export const handler = endpoint({
  handler: 'create-api-key',
  authenticate,
  async respond(request) {
    const { user } = request;
    if (!user?.approved) throw new RegistryError('FORBIDDEN', 'Only approved accounts have API keys.');
    const said = readFields(request, apiKeyBody);
    await refuseOthersHarvests(user, said.harvest_ids);
    const { key, kept } = await createApiKey(accountServices(request), { user_id: user._id, ...said });
    const { token_id: id, user_id, name, harvest_ids, created_at } = kept;
    const data = { id, api_key: key, user_id, name, harvest_ids, created_at, expires_at: expiryOf(kept) };
    return created(`/api/v2/tokens/${id}`, { status: 'success', data });
  },
});

async function refuseOthersHarvests(user: User, ids: readonly string[] = []): Promise<void> {
  const harvests = await Promise.all(ids.map((id) => findHarvest(harvestStore, id, 'harvest_ids')));
  const others = harvests.find((harvest) => !isMemberOf(user, harvest));
  if (others) throw new RegistryError('FORBIDDEN', `You may not manage the harvest ${others._id}.`);
}
