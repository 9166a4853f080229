import { randomBytes } from 'node:crypto';
import { userStore } from '../../functions/aws/user-store.ts';
import { createUser } from '../../functions/identity/create-user.ts';
import { type Command, requiredText, UsageError } from './command.ts';
import { findOrganization } from './find-organization.ts';

/** A password that is easy to copy and impossible to guess: 96 random bits. */
export function generatePassword(): string {
  return randomBytes(12).toString('base64url');
}

export const addUserCommand: Command = {
  summary: 'Adds an account, verified and approved, with a generated password',
  usage: 'add-user --email <address> --name <name> [--organization <id or name> ...] [--admin]',
  options: {
    email: { type: 'string' },
    name: { type: 'string' },
    organization: { type: 'string', multiple: true },
    admin: { type: 'boolean' },
  },
  help: {
    email: 'The address to log in with',
    name: "The person's name",
    organization: 'An organization whose harvests the account may start; may be repeated',
    admin: 'May do everything',
  },
  examples: ['add-user --email data@pacioos.example.org --name "Data Manager" --organization PacIOOS'],
  async run(args, print) {
    const email = requiredText(args, 'email');
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new UsageError(`--email ${email} is not a mail address.`);
    const isAdmin = args.values.admin === true;
    const names = (args.values.organization ?? []) as string[];
    if (!isAdmin && names.length === 0) throw new UsageError('Give an --organization, or --admin.');
    const organizations = [];
    for (const name of names) organizations.push(await findOrganization(name));
    const password = generatePassword();
    const user = await createUser(
      userStore,
      {
        email,
        name: requiredText(args, 'name'),
        password,
        roles: [isAdmin ? 'admin' : 'member'],
        organization_ids: organizations.map(({ _id }) => _id),
      },
      Date.now(),
    );
    print(`Added ${user.email} with the id ${user._id}.`);
    print(`Password: ${password}`);
    print('It is shown this once and stored only as a hash.');
    return { user_id: user._id, email: user.email, password };
  },
};
