import { userStore } from '../../functions/aws/user-store.ts';
import { RegistryError } from '../../functions/domain/errors.ts';
import type { User } from '../../functions/domain/user.ts';
import { type Arguments, UsageError } from './command.ts';

/**
 * The account that a command names by its e-mail address, username or id.
 * @throws UsageError when none is named; `USER_NOT_FOUND`
 */
export async function findUser({ positionals: [named] }: Arguments): Promise<User> {
  if (!named) throw new UsageError('Which account? Give its e-mail address or its id.');
  const name = named.toLowerCase();
  const found = named.includes('@')
    ? await userStore.findByLogin({ email: name })
    : ((await userStore.get(named)) ?? (await userStore.findByLogin({ username: name })));
  if (found) return found;
  throw new RegistryError('USER_NOT_FOUND', `There is no account ${named}.`);
}
