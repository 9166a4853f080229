import { randomBytes } from 'node:crypto';
import { userStore } from '../../functions/aws/user-store.ts';
import { audited } from '../../functions/domain/audit.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import { createUser } from '../../functions/identity/create-user.ts';
import { newId } from '../../functions/ids.ts';
import { type Command, requiredText, UsageError } from './command.ts';
import { findOrganizations } from './find-organization.ts';
import { operator } from './operator.ts';

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
    const organizations = (await findOrganizations(args)) ?? [];
    if (!isAdmin && organizations.length === 0) throw new UsageError('Give an --organization, or --admin.');
    const password = generatePassword();
    const fields = {
      email: email.toLowerCase(),
      name: requiredText(args, 'name'),
      roles: [isAdmin ? ('admin' as const) : ('member' as const)],
      organization_ids: organizations.map((one) => one._id),
    };
    const _id = newId();
    const intent = { subject: `user#${_id}`, actor: operator, action: 'create-user', after: fields };
    const user = await audited(auditServices(), intent, () =>
      createUser(userStore, { _id, ...fields, password }, Date.now()),
    );
    print(`Added ${user.email} with the id ${user._id}.`);
    print(`Password: ${password}`);
    print('It is shown this once and stored only as a hash.');
    return { user_id: user._id, email: user.email, password };
  },
};
