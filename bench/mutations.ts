import { compareMutants, type Difference, noError } from '../test/metadata/iso19139/differential.ts';
import { officialSchema } from '../test/metadata/iso19139/official-schema.ts';

const defaultEach = 1_000;
const defaultSeed = 1;

/** Differences to print. */
const maxTold = 40;

/** Bounds of the project, as parts of the mutants judged. */
const minValid = 0.25;
const minSameVerdict = 0.999;
const minSameFirstPlace = 0.98;

/**
 * Compares the verdicts of our schema with the official one's on seeded mutants of real documents and fixtures, and
 * prints a table by kind of mutation. The arguments may be the number of each kind and the seed. Sets the exit code
 * when a bound is broken.
 */
export async function run(args: string[]): Promise<void> {
  const official = officialSchema();
  if (official === undefined) {
    console.log('There is no folder ../shared: nothing to compare with.');
    return;
  }
  const each = Number(args[0] ?? defaultEach);
  const seed = Number(args[1] ?? defaultSeed);
  const { tallies, differences } = compareMutants(official, { each, seed });
  const total = { kind: 'all', judged: 0, valid: 0, sameVerdict: 0, sameFirstPlace: 0, sameMessages: 0 };
  for (const tally of tallies) {
    for (const key of ['judged', 'valid', 'sameVerdict', 'sameFirstPlace', 'sameMessages'] as const) {
      total[key] += tally[key];
    }
  }
  console.table([...tallies, total]);
  for (const { kind, source, official: theirs, ours } of differences.toSorted(byWeight).slice(0, maxTold)) {
    console.log(`${kind}, ${source}\n  official: ${theirs}\n  ours:     ${ours}`);
  }
  const percent = (part: number) => `${((part / total.judged) * 100).toFixed(3)} %`;
  console.log(
    `seed ${seed}: ${total.judged} mutants, ${percent(total.valid)} valid, same verdict ${percent(total.sameVerdict)}, ` +
      `same first place ${percent(total.sameFirstPlace)}, same messages ${percent(total.sameMessages)}`,
  );
  const broken =
    total.valid < minValid * total.judged ||
    total.sameVerdict < minSameVerdict * total.judged ||
    total.sameFirstPlace < minSameFirstPlace * total.judged;
  if (broken) process.exitCode = 1;
}

/** Differences of the verdict first, then of place or message. */
function byWeight(a: Difference, b: Difference): number {
  const isVerdict = ({ official, ours }: Difference) => Number([official, ours].includes(noError));
  return isVerdict(b) - isVerdict(a);
}
