import { publicUser } from '../../functions/domain/public-user.ts';
import { changeUser } from '../../functions/identity/change-user.ts';
import type { Command } from './command.ts';
import { findOrganizations } from './find-organization.ts';
import { findUser } from './find-user.ts';
import { operatorAccountServices } from './operator.ts';

export const approveUserCommand: Command = {
  summary: 'Approves an account whose address is verified, and tells its owner by mail',
  usage: 'approve-user <e-mail or id> [--organization <id or name> ...]',
  options: { organization: { type: 'string', multiple: true } },
  help: { organization: 'Make it a member of these, and of none that it asked for besides; may be repeated' },
  examples: ['approve-user data@pacioos.example.org', 'approve-user data@pacioos.example.org --organization PacIOOS'],
  async run(args, print) {
    const { _id, email } = await findUser(args);
    const organizations = await findOrganizations(args);
    const change = { approved: true, ...(organizations && { organization_ids: organizations.map((one) => one._id) }) };
    const user = await changeUser(operatorAccountServices(), _id, change);
    print(`Approved ${email} (${_id}).`);
    return publicUser(user);
  },
};
