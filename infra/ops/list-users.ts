import { organizationStore } from '../../functions/aws/organization-store.ts';
import { userStore } from '../../functions/aws/user-store.ts';
import { publicUser } from '../../functions/domain/public-user.ts';
import type { User } from '../../functions/domain/user.ts';
import type { Command } from './command.ts';
import { tableLines } from './table-lines.ts';

export const listUsersCommand: Command = {
  summary: 'Lists accounts by e-mail address',
  usage: 'list-users [--waiting]',
  options: { waiting: { type: 'boolean' } },
  help: { waiting: 'Only those that wait for approval: verified and not approved' },
  examples: ['list-users', 'list-users --waiting'],
  async run({ values }, print) {
    const users: User[] = [];
    for await (const user of userStore.listAll()) {
      if (values.waiting !== true || (user.verified && !user.approved)) users.push(user);
    }
    const nameOf = new Map((await organizationStore.list()).map(({ _id, name }) => [_id, name]));
    const lines = tableLines(users, [
      { title: 'ID', text: ({ _id }) => _id },
      { title: 'E-MAIL', text: ({ email }) => email },
      { title: 'NAME', text: ({ name }) => name },
      { title: 'STATE', text: stateOf },
      { title: 'ORGANIZATIONS', text: ({ organization_ids: ids }) => ids.map((id) => nameOf.get(id) ?? id).join(', ') },
    ]);
    for (const line of lines) print(line);
    if (lines.length === 0)
      print(values.waiting === true ? 'Nobody waits.' : 'There are none yet. Begin with add-user.');
    return users.map(publicUser);
  },
};

function stateOf({ verified, approved, roles }: User): string {
  if (!verified) return 'not verified';
  if (!approved) return 'waits for approval';
  return roles.includes('admin') ? 'administrator' : 'member';
}
