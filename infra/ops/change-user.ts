import { publicUser } from '../../functions/domain/public-user.ts';
import { userChangeBody } from '../../functions/http/schemas/account.ts';
import { changeUser, type UserChange } from '../../functions/identity/change-user.ts';
import { type Command, UsageError } from './command.ts';
import { findOrganizations } from './find-organization.ts';
import { findUser } from './find-user.ts';
import { operatorAccountServices } from './operator.ts';
import { readOptions, textOptions } from './read-options.ts';

const fieldOptions = {
  name: 'name',
  role: 'roles',
  approved: 'approved',
  'point-of-contact': 'point_of_contact',
} as const;

export const changeUserCommand: Command = {
  summary: 'Changes roles, organizations, approval or name of an account',
  description: 'The last administrator stays one.',
  usage: 'change-user <e-mail or id> [options]',
  options: { ...textOptions(fieldOptions, ['role']), organization: { type: 'string', multiple: true } },
  help: {
    name: "The person's name",
    role: 'admin or member; may be repeated, and replaces what the account had',
    organization: 'What it is a member of; may be repeated, and replaces what the account had; "" for none',
    approved: 'true or false',
    'point-of-contact': 'true or false: may be asked about the data of their organizations',
  },
  examples: [
    'change-user data@pacioos.example.org --organization PacIOOS --organization AOOS',
    'change-user data@pacioos.example.org --role admin',
    'change-user data@pacioos.example.org --approved false',
  ],
  async run(args, print) {
    const { _id, email } = await findUser(args);
    const organizations = await findOrganizations(args);
    const more = organizations ? { organization_ids: organizations.map((one) => one._id) } : {};
    const change = readOptions(args, { fieldOptions, schema: userChangeBody, more }) as UserChange;
    if (Object.keys(change).length === 0) throw new UsageError('What is to change? Give at least one option.');
    const user = await changeUser(operatorAccountServices(), _id, change);
    print(`Changed ${email} (${_id}).`);
    return publicUser(user);
  },
};
