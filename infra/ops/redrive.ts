import { countDeadLetters, type DeadLetter, moveDeadLetters } from '../../functions/aws/dead-letters.ts';
import { audited } from '../../functions/domain/audit.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import { newToken } from '../../functions/ids.ts';
import type { Command } from './command.ts';
import { operator } from './operator.ts';
import { createBar } from './progress-bar.ts';

export const redriveCommand: Command = {
  summary: 'Sends messages that failed too often to the worker again',
  description:
    'Look for the reason in the log of run-harvest first, or they fail again. Messages of attempts that have ended meanwhile do nothing.',
  usage: 'redrive [--dry-run]',
  options: { 'dry-run': { type: 'boolean' } },
  help: { 'dry-run': 'Only tell how many there are' },
  examples: ['redrive --dry-run', 'redrive --stack registry-production'],
  async run({ values }, print) {
    const waiting = await countDeadLetters();
    if (values['dry-run'] === true) {
      print(`${waiting} messages in the dead-letter queue.`);
      return { waiting, moved: [] };
    }
    if (waiting === 0) {
      print('The dead-letter queue is empty.');
      return { waiting, moved: [] };
    }
    const intent = { subject: 'registry#queue', actor: operator, action: 'redrive', after: { messages: waiting } };
    const moved = await audited(auditServices(), intent, () => moveAll(waiting, print));
    print(`Moved ${moved.length} of ${waiting}.`);
    return { waiting, moved };
  },
};

async function moveAll(waiting: number, print: (line: string) => void): Promise<(DeadLetter & { message: unknown })[]> {
  const bar = createBar(process.stderr);
  const moved: (DeadLetter & { message: unknown })[] = [];
  for await (const letter of moveDeadLetters(() => `redrive/${newToken()}`)) {
    moved.push({ ...letter, message: messageFrom(letter.body) });
    bar.clear();
    print(`${letter.sent_at}  ${letter.group}  ${letter.body}`);
    bar.show(moved.length / waiting, `${moved.length} of ${waiting} messages`);
  }
  bar.clear();
  return moved;
}

function messageFrom(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
