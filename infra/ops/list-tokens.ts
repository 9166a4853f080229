import { tokenStore } from '../../functions/aws/token-store.ts';
import { publicTokens } from '../../functions/domain/public-user.ts';
import type { Command } from './command.ts';
import { findUser } from './find-user.ts';
import { tableLines } from './table-lines.ts';

export const listTokensCommand: Command = {
  summary: 'Lists what an account is logged in with: tokens and API keys',
  usage: 'list-tokens <e-mail or id>',
  options: {},
  help: {},
  examples: ['list-tokens data@pacioos.example.org'],
  async run(args, print) {
    const { _id, email } = await findUser(args);
    const tokens = publicTokens(await tokenStore.list(_id), undefined).map(({ current: _, ...token }) => token);
    const lines = tableLines(tokens, [
      { title: 'ID', text: ({ id }) => id },
      { title: 'KIND', text: ({ kind }) => kind },
      { title: 'NAME', text: ({ name }) => name },
      { title: 'CREATED', text: ({ created_at }) => created_at },
      { title: 'EXPIRES', text: ({ expires_at }) => expires_at ?? 'never' },
    ]);
    for (const line of lines) print(line);
    if (lines.length === 0) print(`${email} has none.`);
    return tokens;
  },
};
