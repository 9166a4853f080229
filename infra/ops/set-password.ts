import { userStore } from '../../functions/aws/user-store.ts';
import { digestOf, hashPassword } from '../../functions/identity/password.ts';
import { generatePassword } from './add-user.ts';
import { type Command, requiredText, UsageError } from './command.ts';

export const setPasswordCommand: Command = {
  summary: 'Gives an account a new generated password',
  usage: 'set-password --email <address>',
  options: { email: { type: 'string' } },
  help: { email: "The account's address" },
  examples: ['set-password --email data@pacioos.example.org'],
  async run(args, print) {
    const email = requiredText(args, 'email').toLowerCase();
    const user = await userStore.findByLogin({ email });
    if (!user) throw new UsageError(`There is no account ${email}.`);
    const password = generatePassword();
    await userStore.setPasswordHash(user._id, await hashPassword(digestOf(password)), user.password_hash);
    print(`Password: ${password}`);
    print('It is shown this once and stored only as a hash. Tokens given out before stay valid.');
    return { user_id: user._id, email, password };
  },
};
