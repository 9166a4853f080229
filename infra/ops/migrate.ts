import { type Arguments, type Command, UsageError } from './command.ts';
import { findExports } from './migrate/find-exports.ts';
import { migrateRegistry } from './migrate/migrate-registry.ts';
import { migrationServices } from './migrate/migration-services.ts';
import { reportLines } from './migrate/print-report.ts';
import { createBar } from './progress-bar.ts';

/** Exit code when something of the old registry was left behind. */
const somethingLeft = 3;

export const migrateCommand: Command = {
  summary: 'Takes an export of the old registry over: a report first, with --apply for good',
  description:
    'Organizations, accounts with their passwords, harvests and records, with their ids. What is there already is left as it is, so a second run changes nothing. docs/moving-in.md has the whole way.',
  usage: 'migrate <folder> [--apply] [--alias "<old name>=<new name>" ...]',
  options: { apply: { type: 'boolean' }, 'dry-run': { type: 'boolean' }, alias: { type: 'string', multiple: true } },
  help: {
    apply: 'Write; without it nothing is written',
    'dry-run': 'Only report, which is what happens without --apply as well',
    alias: 'An organization of which harvests or people still hold the old name; may be repeated',
  },
  examples: ['migrate ./export', 'migrate ./export --alias "National Glider DAC=Glider DAC" --apply'],
  exitCodes: { [somethingLeft]: 'done, and something of the old registry was left behind' },
  async run(args, print) {
    const [folder] = args.positionals;
    if (!folder) throw new UsageError('Which folder? Give the one with the files of mongoexport.');
    const apply = args.values.apply === true;
    if (apply && args.values['dry-run'] === true) throw new UsageError('--apply writes, --dry-run does not: give one.');
    const exports = await findExports(folder);
    const bar = createBar(process.stderr);
    const report = await migrateRegistry(migrationServices(), exports, {
      apply,
      aliases: aliasesFrom(args),
      onProgress(collection, bytesRead) {
        const total = exports.files[collection]?.byteLength ?? 0;
        bar.show(total === 0 ? 1 : bytesRead / total, collection);
      },
    });
    bar.clear();
    for (const line of reportLines(report)) print(line);
    if (report.findings.some(({ kind }) => kind === 'left')) process.exitCode = somethingLeft;
    return report;
  },
};

function aliasesFrom({ values }: Arguments): Map<string, string> {
  const pairs = ((values.alias ?? []) as string[]).map((text): [string, string] => {
    const at = text.indexOf('=');
    const pair: [string, string] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    if (at < 0 || pair.includes('')) throw new UsageError(`--alias ${text} is not "old name=new name".`);
    return pair;
  });
  return new Map(pairs);
}
