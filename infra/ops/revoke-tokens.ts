import { tokenStore } from '../../functions/aws/token-store.ts';
import { audited } from '../../functions/domain/audit.ts';
import { RegistryError } from '../../functions/domain/errors.ts';
import type { Token } from '../../functions/domain/user.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import { type Command, optionalText } from './command.ts';
import { findUser } from './find-user.ts';
import { operator } from './operator.ts';

export const revokeTokensCommand: Command = {
  summary: 'Logs an account out everywhere; its API keys stay, unless told otherwise',
  usage: 'revoke-tokens <e-mail or id> [--api-keys | --id <id>]',
  options: { 'api-keys': { type: 'boolean' }, id: { type: 'string' } },
  help: { 'api-keys': 'Its API keys, too', id: 'Only this token or key, as list-tokens names it' },
  examples: [
    'revoke-tokens data@pacioos.example.org',
    'revoke-tokens data@pacioos.example.org --api-keys',
    'revoke-tokens data@pacioos.example.org --id kEyOfScript222222',
  ],
  async run(args, print) {
    const { _id, email } = await findUser(args);
    const id = optionalText(args, 'id');
    const tokens = (await tokenStore.list(_id)).filter(({ kind }) => kind !== 'link');
    const isMeant = ({ token_id, kind }: Token) =>
      id === undefined ? args.values['api-keys'] === true || kind !== 'api-key' : token_id === id;
    const revoked = tokens.filter(isMeant);
    if (id !== undefined && revoked.length === 0) {
      throw new RegistryError('TOKEN_NOT_FOUND', `${email} has no token or key ${id}.`);
    }
    const ids = revoked.map(({ token_id }) => token_id);
    const intent = { subject: `user#${_id}`, actor: operator, action: 'revoke-tokens', before: { ids } };
    await audited(auditServices(), intent, async () => {
      for (const token_id of ids) await tokenStore.remove(_id, token_id);
    });
    print(`Revoked ${ids.length} of ${tokens.length} tokens and keys of ${email}.`);
    return { user_id: _id, revoked: ids };
  },
};
