import { copyIntoTable } from '../../functions/aws/copy-table.ts';
import { tables } from '../../functions/aws/tables.ts';
import { audited } from '../../functions/domain/audit.ts';
import { auditServices } from '../../functions/http/audit-services.ts';
import type { TableName } from '../../functions/routes.ts';
import { type Command, requiredText, UsageError } from './command.ts';
import { operator } from './operator.ts';

export const copyTableCommand: Command = {
  summary: 'Puts every item of a restored table back into the one in use',
  description:
    'What is there under the same key is replaced; what is only in the one in use stays. Harvests look at their records anew with their next run.',
  usage: 'copy-table --from <table in DynamoDB> --into <name>',
  options: { from: { type: 'string' }, into: { type: 'string' } },
  help: {
    from: 'Full name of the table that was restored',
    into: `Which one of the registry's: ${Object.keys(tables).join(', ')}`,
  },
  examples: ['copy-table --from restored-records --into records --stack registry-production'],
  async run(args, print) {
    const from = requiredText(args, 'from');
    const into = requiredText(args, 'into');
    if (!Object.hasOwn(tables, into)) {
      throw new UsageError(`--into ${into} is not one of ${Object.keys(tables).join(', ')}.`);
    }
    const intent = { subject: `registry#${into}`, actor: operator, action: 'copy-table', after: { from } };
    const copied = await audited(auditServices(), intent, async () => {
      let sum = 0;
      for await (sum of copyIntoTable(from, into as TableName));
      return sum;
    });
    print(`Put ${copied} items from ${from} into ${into}.`);
    return { from, into, copied };
  },
};
