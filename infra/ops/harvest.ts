import { attemptStore } from '../../functions/aws/attempt-store.ts';
import { harvestStore } from '../../functions/aws/harvest-store.ts';
import { harvestQueue } from '../../functions/aws/queue.ts';
import { readLimits } from '../../functions/config.ts';
import { type Attempt, isFinished } from '../../functions/domain/attempt.ts';
import { publicAttempt } from '../../functions/domain/public-attempt.ts';
import { type Triggered, triggerHarvest } from '../../functions/domain/trigger.ts';
import { newAttemptId } from '../../functions/ids.ts';
import { type Command, UsageError } from './command.ts';
import { createProgressLine } from './progress-line.ts';

/** Pause between two looks at a harvest under way, ms. */
const lookEveryMs = 300;

/** Starts a harvest as an operator. */
export async function startHarvest(harvestId: string): Promise<Triggered> {
  const services = { harvests: harvestStore, attempts: attemptStore, queue: harvestQueue, newAttemptId };
  return await triggerHarvest({ ...services, limits: readLimits(), now: Date.now }, harvestId, { kind: 'operator' });
}

/** Looks at an attempt until it ends, and hands each state over. */
export async function followAttempt(
  harvestId: string,
  attemptId: string,
  onChange: (attempt: Attempt) => void,
): Promise<Attempt> {
  for (;;) {
    const attempt = await attemptStore.get(harvestId, attemptId);
    if (attempt) onChange(attempt);
    if (attempt && isFinished(attempt)) return attempt;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** What an attempt came to, in one sentence. */
export function describeAttempt({ state, counters, failure }: Attempt): string {
  if (failure) return `${state}: ${failure.message}`;
  const { listed, good, bad, unreachable, added, updated, unchanged, removed, fetched } = counters;
  return `${state}: ${listed} documents: ${good} good, ${bad} bad, ${unreachable} unreachable (${added} added, ${updated} updated, ${unchanged} unchanged, ${removed} removed; ${fetched} fetched)`;
}

export const harvestCommand: Command = {
  summary: 'Starts a harvest, and with --wait shows it to its end',
  usage: 'harvest <id> [--wait]',
  options: { wait: { type: 'boolean' } },
  help: { wait: 'Show the progress until it ends; exit code 1 when it fails' },
  examples: ['harvest n3N6xBLyZIs9LGwEF --wait'],
  async run(args, print) {
    const [id] = args.positionals;
    if (!id) throw new UsageError('Which harvest? Give its id.');
    const triggered = await startHarvest(id);
    if (args.values.wait !== true) {
      print(`Harvest ${id}: ${triggered.state}, attempt ${triggered.next_attempt_id ?? triggered.attempt_id}.`);
      return triggered;
    }
    const line = createProgressLine(process.stderr);
    const attemptId = triggered.next_attempt_id ?? triggered.attempt_id;
    const attempt = await followAttempt(id, attemptId, (seen) => line.show(seen));
    line.end();
    print(describeAttempt(attempt));
    if (attempt.state === 'fail') process.exitCode = 1;
    return publicAttempt(attempt, { isMember: true });
  },
};
