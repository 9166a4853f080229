import { removeUser } from '../../functions/identity/change-user.ts';
import type { Command } from './command.ts';
import { findUser } from './find-user.ts';
import { operatorAccountServices } from './operator.ts';

export const removeUserCommand: Command = {
  summary: 'Removes an account with its tokens and keys, and frees its address',
  usage: 'remove-user <e-mail or id>',
  options: {},
  help: {},
  examples: ['remove-user data@pacioos.example.org'],
  async run(args, print) {
    const { _id, email } = await findUser(args);
    await removeUser(operatorAccountServices(), _id);
    print(`Removed ${email} (${_id}).`);
    return { user_id: _id, email };
  },
};
