import { rotateSigningKey } from '../../functions/aws/rotate-signing-key.ts';
import { signingKeyAgeMs } from '../../functions/aws/signing-key.ts';
import { audited } from '../../functions/domain/audit.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import type { Command } from './command.ts';
import { operator } from './operator.ts';

const minutes = signingKeyAgeMs / 60_000;

export const rotateKeyCommand: Command = {
  summary: 'Makes a new key that tokens are signed with',
  description: `Tokens given out before stay valid until they expire or the key is rotated again. Functions that run take the new key within ${minutes} minutes.`,
  usage: 'rotate-key [--end-all-tokens]',
  options: { 'end-all-tokens': { type: 'boolean' } },
  help: {
    'end-all-tokens': `After a leak: the key before is not accepted any more, ${minutes} minutes from now at the latest, and everybody logs in again`,
  },
  examples: ['rotate-key', 'rotate-key --end-all-tokens --stack registry-production'],
  async run({ values }, print) {
    const forgetsOld = values['end-all-tokens'] === true;
    const action = forgetsOld ? 'rotate-key-and-end-all-tokens' : 'rotate-key';
    const intent = { subject: 'registry#signing-key', actor: operator, action };
    await audited(auditServices(), intent, () => rotateSigningKey({ forgetsOld }));
    print(`There is a new signing key. Functions that run take it within ${minutes} minutes.`);
    print(forgetsOld ? 'All tokens given out before end by then.' : 'Tokens given out before stay valid.');
    return { rotated: true, old_key_accepted: !forgetsOld };
  },
};
