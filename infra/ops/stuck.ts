import { attemptStore } from '../../functions/aws/attempt-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { readLimits } from '../../functions/config.ts';
import { type StuckHarvest, stuckHarvests } from '../../functions/domain/stuck-harvests.ts';
import type { Command } from './command.ts';
import { tableLines } from './table-lines.ts';

/** Exit code when there is one. */
const someAreStuck = 3;

export const stuckCommand: Command = {
  summary: 'Lists harvests that do not get on',
  description:
    'Those under way whose lease has ended, and those that are due and were not started. The schedule rescues both within five minutes: what is listed twice tells that it does not run.',
  usage: 'stuck',
  options: {},
  help: {},
  examples: ['stuck', 'stuck --stack registry-production --json'],
  exitCodes: { [someAreStuck]: 'there are some' },
  async run(_, print) {
    const stuck = stuckHarvests(await harvestStore.list(), Date.now(), readLimits());
    const told = await Promise.all(stuck.map(withAttempt));
    const lines = tableLines(told, [
      { title: 'ID', text: ({ harvest_id }) => harvest_id },
      { title: 'NAME', text: ({ name }) => name },
      { title: 'SINCE', text: ({ since }) => since },
      { title: 'ATTEMPT', text: ({ attempt_id }) => attempt_id },
      { title: 'RESCUES', text: ({ rescues }) => rescues },
      { title: 'WHY', text: ({ reason }) => reason },
    ]);
    for (const line of lines) print(line);
    if (lines.length === 0) print('None is stuck.');
    else process.exitCode = someAreStuck;
    return told;
  },
};

async function withAttempt({ harvest, reason, since }: StuckHarvest) {
  const { _id, name, harvest_state, attempt_id } = harvest;
  const isUnderWay = harvest_state !== 'idle' && attempt_id !== undefined;
  const attempt = isUnderWay ? await attemptStore.get(_id, attempt_id) : undefined;
  return {
    harvest_id: _id,
    name,
    harvest_state,
    reason,
    since,
    ...(isUnderWay ? { attempt_id, rescues: attempt?.rescue, progress: attempt?.progress } : {}),
  };
}
