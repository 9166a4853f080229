import { tokenStore } from '../../functions/aws/token-store.ts';
import { userStore } from '../../functions/aws/user-store.ts';
import { audited } from '../../functions/domain/audit.ts';
import { RegistryError } from '../../functions/domain/errors.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import { digestOf, hashPassword } from '../../functions/identity/password.ts';
import { generatePassword } from './add-user.ts';
import { type Command, requiredText } from './command.ts';
import { findUser } from './find-user.ts';
import { operator } from './operator.ts';

export const setPasswordCommand: Command = {
  summary: 'Gives an account a new generated password, and ends its tokens and API keys',
  usage: 'set-password --email <address>',
  options: { email: { type: 'string' } },
  help: { email: "The account's address" },
  examples: ['set-password --email data@pacioos.example.org'],
  async run(args, print) {
    const user = await findUser({ ...args, positionals: [requiredText(args, 'email')] });
    const { _id, email } = user;
    const password = generatePassword();
    await audited(auditServices(), { subject: `user#${_id}`, actor: operator, action: 'set-password' }, async () => {
      const hash = await hashPassword(digestOf(password));
      if (!(await userStore.setPasswordHash(_id, hash, user.password_hash))) {
        throw new RegistryError('STORE_CONFLICT', 'The password was changed at the same moment. Try again.');
      }
      await tokenStore.removeAll(_id);
    });
    print(`Password: ${password}`);
    print('It is shown this once and stored only as a hash. Whoever was logged in to the account is not any more.');
    return { user_id: _id, email, password };
  },
};
